"""Abstract base classes for the interchangeable parts."""

from abc import ABC, abstractmethod
from typing import Any

import numpy as np
import pandas as pd


class OrderReader(ABC):
    """Reads orders from somewhere."""

    @abstractmethod
    def read(self, source: str, required: list[str]) -> pd.DataFrame:
        """Return the orders, with all required columns."""


class FeatureBuilder(ABC):
    """Turns orders into a feature matrix."""

    @abstractmethod
    def fit(self, orders: pd.DataFrame) -> "FeatureBuilder":
        """Learn whatever is needed from training orders."""

    @abstractmethod
    def transform(self, orders: pd.DataFrame) -> np.ndarray:
        """Return one row of features for each order."""


class ProbabilityModel(ABC):
    """Predicts the probability of lateness from features."""

    @abstractmethod
    def fit(self, features: np.ndarray, target: np.ndarray) -> "ProbabilityModel":
        """Train the model."""

    @abstractmethod
    def predict(self, features: np.ndarray) -> np.ndarray:
        """Return a probability for each row."""


class HoldoutStrategy(ABC):
    """Chooses the orders on which the model is evaluated."""

    @abstractmethod
    def mask(self, timestamps: pd.Series) -> np.ndarray:
        """Return True for orders that are held out."""


class ModelStore(ABC):
    """Persists trained artefacts."""

    @abstractmethod
    def save(self, artefact: Any, location: str) -> None:
        """Write the artefact."""

    @abstractmethod
    def load(self, location: str) -> Any:
        """Read the artefact."""
