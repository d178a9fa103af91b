"""Puts the features of several transformers side by side."""

from collections.abc import Iterable

import numpy as np
import pandas as pd

from late.configuration import ComponentConfig
from late.features.base import TRANSFORMERS


class FeatureAssembler:
    """A list of transformers that acts like one."""

    def __init__(self, components: Iterable[ComponentConfig]) -> None:
        self._transformers = [TRANSFORMERS.create(each.name, **each.parameters) for each in components]

    def fit(self, table: pd.DataFrame) -> "FeatureAssembler":
        """Fit every transformer."""
        for transformer in self._transformers:
            transformer.fit(table)
        return self

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        """The whole feature matrix."""
        return np.hstack([transformer.transform(table) for transformer in self._transformers])

    @property
    def names(self) -> list[str]:
        """The names of all features."""
        return [name for transformer in self._transformers for name in transformer.names]
