"""Feature engineering."""

import numpy as np
import pandas as pd

from late.config import ColumnConfig
from late.interfaces import FeatureBuilder


class TabularFeatureBuilder(FeatureBuilder):
    """Numbers as they are, categories as codes, and what the time of ordering says."""

    def __init__(self, columns: ColumnConfig) -> None:
        self._columns = columns
        self._codes: dict[str, dict[str, int]] = {}

    def fit(self, orders: pd.DataFrame) -> "TabularFeatureBuilder":
        for name in self._columns.categorical:
            values = sorted(value for value in orders[name].unique() if value != "")
            self._codes[name] = {value: code for code, value in enumerate(values)}
        return self

    def transform(self, orders: pd.DataFrame) -> np.ndarray:
        parts = [
            *self._numerical(orders),
            *self._temporal(orders),
            *self._categorical(orders),
        ]
        return np.column_stack([np.asarray(part, dtype=float) for part in parts])

    def _numerical(self, orders: pd.DataFrame) -> list[pd.Series]:
        return [pd.to_numeric(orders[name], errors="coerce") for name in self._columns.numerical]

    def _temporal(self, orders: pd.DataFrame) -> list[pd.Series]:
        moment = pd.to_datetime(orders[self._columns.timestamp], errors="coerce")
        return [moment.dt.dayofyear, moment.dt.dayofweek]

    def _categorical(self, orders: pd.DataFrame) -> list[pd.Series]:
        return [orders[name].map(self._codes[name]) for name in self._columns.categorical]
