"""The interface of feature transformers."""

from abc import ABC, abstractmethod

import numpy as np
import pandas as pd

from late.core.registry import Registry

TRANSFORMERS: Registry["FeatureTransformer"] = Registry("feature transformer")


class FeatureTransformer(ABC):
    """Makes some columns of the feature matrix."""

    def fit(self, table: pd.DataFrame) -> "FeatureTransformer":
        """Learn from training data; nothing by default."""
        return self

    @abstractmethod
    def transform(self, table: pd.DataFrame) -> np.ndarray:
        """A row of features for each row of the table."""

    @property
    @abstractmethod
    def names(self) -> list[str]:
        """The features' names."""
