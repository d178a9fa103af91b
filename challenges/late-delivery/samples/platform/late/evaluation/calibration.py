"""Calibrators."""

from abc import ABC, abstractmethod

import numpy as np
from sklearn.isotonic import IsotonicRegression

from late.core.registry import Registry

CALIBRATORS: Registry["Calibrator"] = Registry("calibrator")


class Calibrator(ABC):
    """Maps raw probabilities to calibrated ones."""

    def fit(self, probability: np.ndarray, target: np.ndarray) -> "Calibrator":
        """Learn the mapping; nothing by default."""
        return self

    @abstractmethod
    def apply(self, probability: np.ndarray) -> np.ndarray:
        """Calibrated probabilities."""


@CALIBRATORS.register("identity")
class IdentityCalibrator(Calibrator):
    """Leaves probabilities alone."""

    def apply(self, probability: np.ndarray) -> np.ndarray:
        return np.clip(probability, 0.0, 1.0)


@CALIBRATORS.register("isotonic")
class IsotonicCalibrator(Calibrator):
    """Isotonic regression."""

    def __init__(self) -> None:
        self._regression = IsotonicRegression(y_min=0, y_max=1, out_of_bounds="clip")

    def fit(self, probability: np.ndarray, target: np.ndarray) -> "IsotonicCalibrator":
        self._regression.fit(probability, target)
        return self

    def apply(self, probability: np.ndarray) -> np.ndarray:
        return self._regression.predict(probability) if len(probability) else probability
