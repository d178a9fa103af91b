from __future__ import annotations

import json
import sqlite3

from packer.domain.ports import PackRepository


class NullPackRepository(PackRepository):
    def save(self, key: str, result: dict) -> None:
        pass


class SqlitePackRepository(PackRepository):
    """Audit trail of packed prompts."""

    SCHEMA = "CREATE TABLE IF NOT EXISTS packs (key TEXT PRIMARY KEY, used INTEGER NOT NULL, result TEXT NOT NULL)"

    def __init__(self, path: str = "packs.sqlite3") -> None:
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._connection.execute(self.SCHEMA)

    def save(self, key: str, result: dict) -> None:
        with self._connection:
            self._connection.execute("INSERT OR REPLACE INTO packs VALUES (?, ?, ?)", (key, result["used"], json.dumps(result)))
