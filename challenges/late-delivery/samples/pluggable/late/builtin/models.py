from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from late.registry import registry


class SklearnModel:
    section = ""

    def __init__(self, settings):
        self.estimator = self.build(settings.get(f"model.{self.section}", {}))

    def build(self, options):
        raise NotImplementedError

    def fit(self, features, late):
        self.estimator.fit(features, late)

    def probability(self, features):
        return self.estimator.predict_proba(features)[:, 1]


@registry.register("model", "boosting")
class Boosting(SklearnModel):
    section = "boosting"

    def build(self, options):
        return HistGradientBoostingClassifier(**options, early_stopping=False, random_state=11)


@registry.register("model", "logistic")
class Logistic(SklearnModel):
    section = "logistic"

    def build(self, options):
        return make_pipeline(SimpleImputer(), StandardScaler(), LogisticRegression(**options))


@registry.register("model", "trees")
class Trees(SklearnModel):
    section = "trees"

    def build(self, options):
        return make_pipeline(SimpleImputer(), ExtraTreesClassifier(**options, random_state=11))
