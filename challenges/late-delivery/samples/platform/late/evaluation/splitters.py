"""Splitters: which rows are held out."""

from abc import ABC, abstractmethod

import numpy as np
import pandas as pd

from late.core.registry import Registry

SPLITTERS: Registry["Splitter"] = Registry("splitter")


class Splitter(ABC):
    """Chooses the rows to evaluate on."""

    @abstractmethod
    def held_out(self, table: pd.DataFrame) -> np.ndarray:
        """True for rows that are held out."""


@SPLITTERS.register("latest_days")
class LatestDays(Splitter):
    """The last days of the table."""

    def __init__(self, days: int, column: str = "ordered_at") -> None:
        self._days = days
        self._column = column

    def held_out(self, table: pd.DataFrame) -> np.ndarray:
        moment = pd.to_datetime(table[self._column], errors="coerce")
        return (moment > moment.max() - pd.Timedelta(days=self._days)).to_numpy()


@SPLITTERS.register("latest_share")
class LatestShare(Splitter):
    """The last rows of a table that is sorted by time."""

    def __init__(self, share: float) -> None:
        self._share = share

    def held_out(self, table: pd.DataFrame) -> np.ndarray:
        return np.arange(len(table)) >= len(table) * (1 - self._share)
