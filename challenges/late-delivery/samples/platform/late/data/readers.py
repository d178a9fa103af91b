"""Readers."""

from abc import ABC, abstractmethod

import pandas as pd

from late.core.errors import InputError


class TableReader(ABC):
    """Reads a table of text cells."""

    @abstractmethod
    def read(self, location: str) -> pd.DataFrame:
        """The table."""


class CsvReader(TableReader):
    """Reads CSV files."""

    def __init__(self, encoding: str = "utf-8", delimiter: str = ",") -> None:
        self._encoding = encoding
        self._delimiter = delimiter

    def read(self, location: str) -> pd.DataFrame:
        try:
            return pd.read_csv(
                location, dtype=str, keep_default_na=False, encoding=self._encoding, delimiter=self._delimiter
            )
        except FileNotFoundError:
            raise InputError(f"{location}: file not found") from None
        except pd.errors.EmptyDataError:
            raise InputError(f"{location}: the file has no header") from None
