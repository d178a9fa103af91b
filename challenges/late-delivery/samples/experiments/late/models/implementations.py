"""The models that experiments can choose from."""

from typing import Any

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from late.models.base import MODELS, ProbabilisticModel


class EstimatorModel(ProbabilisticModel):
    """Adapts scikit-learn's classifiers."""

    def __init__(self, estimator: Any) -> None:
        self._estimator = estimator

    def fit(self, features: np.ndarray, target: np.ndarray) -> "EstimatorModel":
        self._estimator.fit(features, target)
        return self

    def predict_probability(self, features: np.ndarray) -> np.ndarray:
        return self._estimator.predict_proba(features)[:, 1] if len(features) else np.empty(0)


@MODELS.register("gradient_boosting")
class GradientBoosting(EstimatorModel):
    """Histogram-based gradient boosting."""

    def __init__(self, seed: int, learning_rate: float, max_iter: int, max_leaf_nodes: int) -> None:
        super().__init__(
            HistGradientBoostingClassifier(
                learning_rate=learning_rate,
                max_iter=max_iter,
                max_leaf_nodes=max_leaf_nodes,
                early_stopping=False,
                random_state=seed,
            )
        )


@MODELS.register("logistic_regression")
class RegularizedLogisticRegression(EstimatorModel):
    """Logistic regression over imputed, scaled features."""

    def __init__(self, seed: int, regularization: float) -> None:
        classifier = LogisticRegression(C=1 / regularization, max_iter=1000, random_state=seed)
        super().__init__(make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler(), classifier))


@MODELS.register("constant")
class ConstantModel(ProbabilisticModel):
    """The training rate, for everything."""

    def __init__(self, seed: int) -> None:
        self._rate = 0.5

    def fit(self, features: np.ndarray, target: np.ndarray) -> "ConstantModel":
        self._rate = float(np.mean(target))
        return self

    def predict_probability(self, features: np.ndarray) -> np.ndarray:
        return np.full(len(features), self._rate)
