"""The offline store: materialised features for training and audits."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from late.featurestore.views import FeatureView


class OfflineStore:
    """Feature values by entity, in SQLite."""

    def __init__(self, location: str) -> None:
        self._location = Path(location)

    def materialize(self, view: FeatureView, entities: Sequence[str], matrix: np.ndarray) -> int:
        """Replace the view's rows; how many there are now."""
        self._location.parent.mkdir(parents=True, exist_ok=True)
        columns = ", ".join(f'"{name}" REAL' for name in view.features)
        marks = ", ".join("?" * (len(view.features) + 1))
        rows = [(entity, *values) for entity, values in zip(entities, matrix.tolist(), strict=True)]
        with closing(sqlite3.connect(self._location)) as connection, connection:
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute(f'DROP TABLE IF EXISTS "{view.table}"')
            connection.execute(f'CREATE TABLE "{view.table}" (entity TEXT PRIMARY KEY, {columns})')
            connection.executemany(f'INSERT INTO "{view.table}" VALUES ({marks})', rows)
        return len(rows)

    def read(self, view: FeatureView, entity: str) -> dict[str, float] | None:
        """The features of one entity."""
        with closing(sqlite3.connect(self._location)) as connection:
            found = connection.execute(f'SELECT * FROM "{view.table}" WHERE entity = ?', (entity,)).fetchone()
        return dict(zip(view.features, found[1:], strict=True)) if found else None
