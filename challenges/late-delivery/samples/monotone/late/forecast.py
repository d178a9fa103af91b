"""The model, and how good it would have been in months that are over."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score

from late.features import Features

MONTHS = 3  # to test on. Only the last one is reported; three show whether it is typical


@dataclass
class Forecaster:
    features: Features
    trees: HistGradientBoostingClassifier

    @classmethod
    def learn(cls, orders: pd.DataFrame) -> "Forecaster":
        features = Features.learn(orders)
        trees = HistGradientBoostingClassifier(
            learning_rate=0.08,
            max_iter=110,
            max_leaf_nodes=12,
            min_samples_leaf=80,
            monotonic_cst=features.directions,
            categorical_features="from_dtype",
            early_stopping=False,  # it would set rows aside at random, which is the mistake that we are trying not to make
            random_state=0,
        )
        return cls(features, trees.fit(features.of(orders), orders["late"]))

    def probability(self, orders: pd.DataFrame) -> np.ndarray:
        """Of being late, for each order."""
        if orders.empty:  # scikit-learn refuses to predict nothing
            return np.empty(0)
        return self.trees.predict_proba(self.features.of(orders))[:, 1]


@dataclass(frozen=True)
class Month:
    """How a model that had seen only what came before would have done in this month."""

    name: str
    orders: int
    late: float
    auc: float
    brier: float

    def __str__(self) -> str:
        return f"{self.name}: {self.orders} orders, {self.late:.1%} late, AUC {self.auc:.3f}, Brier {self.brier:.3f}"


def backtest(orders: pd.DataFrame) -> list[Month]:
    """The last MONTHS calendar months, oldest first. Each is predicted by a model that was trained on all months before it.

    A month needs orders of both kinds to have an AUC, and so has what comes before it; that a year of orders has both is taken for granted.
    Orders without a date are in no month's test and in no training for one.
    """
    month = orders["placed"].dt.to_period("M")
    tested = sorted(month.dropna().unique())[1:][-MONTHS:]
    return [_tested(str(one), orders[month < one], orders[month == one]) for one in tested]


def _tested(name: str, before: pd.DataFrame, during: pd.DataFrame) -> Month:
    probability = Forecaster.learn(before).probability(during)
    truth = during["late"]
    return Month(
        name,
        len(during),
        float(truth.mean()),
        float(roc_auc_score(truth, probability)),
        float(brier_score_loss(truth, probability)),
    )
