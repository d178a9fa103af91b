"""Profiles of tables."""

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class QualityReport:
    """What a table is like."""

    rows: int
    duplicates: int
    empty: dict[str, float]
    cardinality: dict[str, int]

    def violations(self, most_empty: float = 0.2) -> list[str]:
        """What is wrong with it, in words."""
        found = [f"{name}: {share:.0%} empty" for name, share in self.empty.items() if share > most_empty]
        if self.rows == 0:
            found.append("no rows")
        return found


def profile(table: pd.DataFrame, key: str = "order_id") -> QualityReport:
    """The profile of a table of text cells."""
    return QualityReport(
        rows=len(table),
        duplicates=int(table[key].duplicated().sum()),
        empty={name: float((table[name] == "").mean()) if len(table) else 0.0 for name in table.columns},
        cardinality={name: int(table[name].nunique()) for name in table.columns},
    )
