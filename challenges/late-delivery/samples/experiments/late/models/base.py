"""The interface of models."""

from abc import ABC, abstractmethod

import numpy as np

from late.core.registry import Registry

MODELS: Registry["ProbabilisticModel"] = Registry("model")


class ProbabilisticModel(ABC):
    """Learns to say probabilities."""

    @abstractmethod
    def fit(self, features: np.ndarray, target: np.ndarray) -> "ProbabilisticModel":
        """Train."""

    @abstractmethod
    def predict_probability(self, features: np.ndarray) -> np.ndarray:
        """A probability for each row."""
