"""Schemas of the tables."""

from dataclasses import dataclass
from enum import Enum


class ColumnKind(Enum):
    """What a column holds."""

    IDENTIFIER = "identifier"
    TIMESTAMP = "timestamp"
    CATEGORY = "category"
    NUMBER = "number"
    TARGET = "target"


@dataclass(frozen=True)
class Column:
    """A column that is needed."""

    name: str
    kind: ColumnKind


@dataclass(frozen=True)
class TableSchema:
    """The needed columns of a table. Others are ignored."""

    columns: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]

    def of_kind(self, kind: ColumnKind) -> list[str]:
        """Names of the columns of one kind."""
        return [column.name for column in self.columns if column.kind is kind]


PREDICTION_SCHEMA = TableSchema(
    (
        Column("order_id", ColumnKind.IDENTIFIER),
        Column("ordered_at", ColumnKind.TIMESTAMP),
        Column("carrier", ColumnKind.CATEGORY),
        Column("service", ColumnKind.CATEGORY),
        Column("origin", ColumnKind.CATEGORY),
        Column("destination", ColumnKind.CATEGORY),
        Column("distance_km", ColumnKind.NUMBER),
        Column("weight_kg", ColumnKind.NUMBER),
        Column("items", ColumnKind.NUMBER),
        Column("promised_days", ColumnKind.NUMBER),
        Column("warehouse_load", ColumnKind.NUMBER),
    )
)
TRAINING_SCHEMA = TableSchema((*PREDICTION_SCHEMA.columns, Column("late", ColumnKind.TARGET)))
