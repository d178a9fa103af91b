"""Validators."""

import pandas as pd

from late.core.errors import InputError
from late.data.schema import TableSchema


class ColumnValidator:
    """Checks that all columns of a schema are there."""

    def __init__(self, schema: TableSchema) -> None:
        self._schema = schema

    def validate(self, table: pd.DataFrame, location: str) -> pd.DataFrame:
        """The table with the schema's columns and no others."""
        missing = [name for name in self._schema.names if name not in table.columns]
        if missing:
            raise InputError(f"{location}: missing columns: {', '.join(missing)}")
        return table[self._schema.names]
