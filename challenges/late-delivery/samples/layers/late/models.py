"""Available models, and the factory that chooses among them."""

from collections.abc import Callable

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from late.config import ModelConfig
from late.errors import UnknownModelError
from late.interfaces import ProbabilityModel


class SklearnModel(ProbabilityModel):
    """Adapter for classifiers of scikit-learn."""

    def __init__(self, estimator) -> None:
        self._estimator = estimator

    def fit(self, features: np.ndarray, target: np.ndarray) -> "SklearnModel":
        self._estimator.fit(features, target)
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        if len(features) == 0:
            return np.empty(0)
        return self._estimator.predict_proba(features)[:, 1]


class GradientBoostingModel(SklearnModel):
    """The default model."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(
            HistGradientBoostingClassifier(
                learning_rate=config.learning_rate,
                max_iter=config.max_iter,
                max_leaf_nodes=config.max_leaf_nodes,
                min_samples_leaf=config.min_samples_leaf,
                l2_regularization=config.regularization,
                early_stopping=False,
                random_state=config.random_state,
            )
        )


class LogisticModel(SklearnModel):
    """A simple alternative, for comparison."""

    def __init__(self, config: ModelConfig) -> None:
        super().__init__(
            make_pipeline(
                SimpleImputer(strategy="median"),
                StandardScaler(),
                LogisticRegression(C=1 / config.regularization, max_iter=1000),
            )
        )


class BaselineModel(ProbabilityModel):
    """Always says the training rate."""

    def __init__(self, config: ModelConfig) -> None:
        self._rate = 0.0

    def fit(self, features: np.ndarray, target: np.ndarray) -> "BaselineModel":
        self._rate = float(np.mean(target))
        return self

    def predict(self, features: np.ndarray) -> np.ndarray:
        return np.full(len(features), self._rate)


class ModelFactory:
    """Creates models by name."""

    _registry: dict[str, Callable[[ModelConfig], ProbabilityModel]] = {
        "gradient_boosting": GradientBoostingModel,
        "logistic": LogisticModel,
        "baseline": BaselineModel,
    }

    @classmethod
    def register(cls, name: str, constructor: Callable[[ModelConfig], ProbabilityModel]) -> None:
        """Make a further model available."""
        cls._registry[name] = constructor

    @classmethod
    def create(cls, config: ModelConfig) -> ProbabilityModel:
        """Create the configured model."""
        if config.name not in cls._registry:
            raise UnknownModelError(config.name, sorted(cls._registry))
        return cls._registry[config.name](config)
