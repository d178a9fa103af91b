"""Members, blended by a logistic regression over their log odds."""

import numpy as np
from sklearn.linear_model import LogisticRegression

from late.columns import FeatureBuilder
from late.zoo.members import MEMBERS


def log_odds(probability):
    probability = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.log(probability / (1 - probability))


class Blend:
    def __init__(self, parameters):
        self.parameters = parameters
        self.members, self.weights = {}, None

    def fit_members(self, raw, late):
        self.features = FeatureBuilder().fit(raw, late)
        x = self.features.transform(raw)
        self.members = {member.name: member.build(**self.parameters[member.name]).fit(x, late) for member in MEMBERS}
        return self

    def opinions(self, raw):
        x = self.features.transform(raw)
        return np.column_stack([log_odds(member.predict_proba(x)[:, 1]) for member in self.members.values()])

    def fit_weights(self, raw, late):
        """On orders that the members haven't seen."""
        self.weights = LogisticRegression(C=0.05).fit(self.opinions(raw), late)
        return self

    def with_weights_of(self, other):
        self.weights = other.weights
        return self

    def predict(self, raw):
        if not len(raw):
            return np.zeros(0)
        return self.weights.predict_proba(self.opinions(raw))[:, 1]
