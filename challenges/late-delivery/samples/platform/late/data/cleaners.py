"""Cleaners: from a table to a table."""

from abc import ABC, abstractmethod

import pandas as pd

from late.core.registry import Registry

CLEANERS: Registry["Cleaner"] = Registry("cleaner")


class Cleaner(ABC):
    """Changes the rows of a training table."""

    @abstractmethod
    def clean(self, table: pd.DataFrame) -> pd.DataFrame:
        """The cleaned table."""


@CLEANERS.register("drop_duplicates")
class DropDuplicates(Cleaner):
    """Keeps the first row of each key."""

    def __init__(self, key: str) -> None:
        self._key = key

    def clean(self, table: pd.DataFrame) -> pd.DataFrame:
        return table.drop_duplicates(self._key)


@CLEANERS.register("sort_by_time")
class SortByTime(Cleaner):
    """Sorts by the time of ordering."""

    def __init__(self, column: str = "ordered_at") -> None:
        self._column = column

    def clean(self, table: pd.DataFrame) -> pd.DataFrame:
        return table.sort_values(self._column, kind="stable").reset_index(drop=True)


@CLEANERS.register("drop_without_target")
class DropWithoutTarget(Cleaner):
    """Drops rows whose outcome is unknown."""

    def __init__(self, column: str = "late") -> None:
        self._column = column

    def clean(self, table: pd.DataFrame) -> pd.DataFrame:
        return table[table[self._column].isin(["0", "1"])]
