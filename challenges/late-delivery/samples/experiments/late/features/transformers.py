"""The feature transformers."""

import numpy as np
import pandas as pd

from late.features.base import TRANSFORMERS, FeatureTransformer


def to_numbers(cells: pd.Series) -> np.ndarray:
    """Numbers, NaN where a cell is none."""
    return pd.to_numeric(cells, errors="coerce").to_numpy(dtype=float)


@TRANSFORMERS.register("numerical")
class NumericalTransformer(FeatureTransformer):
    """Numbers as they are."""

    def __init__(self, columns: list[str]) -> None:
        self._columns = list(columns)

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        return np.column_stack([to_numbers(table[column]) for column in self._columns])

    @property
    def names(self) -> list[str]:
        return self._columns


@TRANSFORMERS.register("ratio")
class RatioTransformer(FeatureTransformer):
    """One number over another."""

    def __init__(self, numerator: str, denominator: str) -> None:
        self._numerator = numerator
        self._denominator = denominator

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        below = np.maximum(to_numbers(table[self._denominator]), 1)
        return (to_numbers(table[self._numerator]) / below).reshape(-1, 1)

    @property
    def names(self) -> list[str]:
        return [f"{self._numerator}_per_{self._denominator}"]


@TRANSFORMERS.register("calendar")
class CalendarTransformer(FeatureTransformer):
    """Day of the year and of the week."""

    def __init__(self, column: str) -> None:
        self._column = column

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        moment = pd.to_datetime(table[self._column], errors="coerce")
        return np.column_stack([moment.dt.dayofyear.to_numpy(dtype=float), moment.dt.dayofweek.to_numpy(dtype=float)])

    @property
    def names(self) -> list[str]:
        return ["day_of_year", "day_of_week"]


@TRANSFORMERS.register("category_codes")
class CategoryCodesTransformer(FeatureTransformer):
    """A number for each known category, NaN for others."""

    def __init__(self, columns: list[str]) -> None:
        self._columns = list(columns)
        self._codes: dict[str, dict[str, int]] = {}

    def fit(self, table: pd.DataFrame) -> "CategoryCodesTransformer":
        for column in self._columns:
            known = sorted(set(table[column]) - {""})
            self._codes[column] = {word: number for number, word in enumerate(known)}
        return self

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        return np.column_stack([table[column].map(self._codes[column]).to_numpy(dtype=float) for column in self._columns])

    @property
    def names(self) -> list[str]:
        return [f"{column}_code" for column in self._columns]


@TRANSFORMERS.register("target_rate")
class TargetRateTransformer(FeatureTransformer):
    """The smoothed late rate of a category, learnt from training data."""

    def __init__(self, column: str, target: str = "late", smoothing: float = 50.0) -> None:
        self._column = column
        self._target = target
        self._smoothing = smoothing
        self._rates: dict[str, float] = {}
        self._overall = 0.0

    def fit(self, table: pd.DataFrame) -> "TargetRateTransformer":
        target = table[self._target].astype(int)
        self._overall = float(target.mean())
        groups = target.groupby(table[self._column]).agg(["sum", "count"])
        rates = (groups["sum"] + self._smoothing * self._overall) / (groups["count"] + self._smoothing)
        self._rates = rates.to_dict()
        return self

    def transform(self, table: pd.DataFrame) -> np.ndarray:
        return table[self._column].map(self._rates).fillna(self._overall).to_numpy(dtype=float).reshape(-1, 1)

    @property
    def names(self) -> list[str]:
        return [f"{self._column}_late_rate"]
