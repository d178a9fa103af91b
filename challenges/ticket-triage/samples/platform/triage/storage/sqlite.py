"""Repository in SQLite, with schema migrations."""

import json
import sqlite3
import threading

from triage.storage.base import ResultRepository, StoredResult

MIGRATIONS = (
    "CREATE TABLE IF NOT EXISTS results (ticket_id TEXT NOT NULL, result TEXT NOT NULL, created_at REAL NOT NULL)",
    "CREATE INDEX IF NOT EXISTS results_by_ticket ON results (ticket_id, created_at DESC)",
    "CREATE TABLE IF NOT EXISTS migrations (version INTEGER PRIMARY KEY)",
)


class SqliteRepository(ResultRepository):
    """Keeps results in a file."""

    def __init__(self, path: str) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, check_same_thread=False)
        self._migrate()

    def _migrate(self) -> None:
        with self._lock, self._connection:
            for version, statement in enumerate(MIGRATIONS):
                self._connection.execute(statement)
            self._connection.execute("INSERT OR REPLACE INTO migrations VALUES (?)", (version,))

    def save(self, result: StoredResult) -> None:
        with self._lock, self._connection:
            self._connection.execute(
                "INSERT INTO results VALUES (?, ?, ?)", (result.ticket_id, json.dumps(result.result), result.created_at)
            )

    def get(self, ticket_id: str) -> StoredResult | None:
        query = "SELECT ticket_id, result, created_at FROM results WHERE ticket_id = ? ORDER BY created_at DESC LIMIT 1"
        with self._lock:
            row = self._connection.execute(query, (ticket_id,)).fetchone()
        return StoredResult(row[0], json.loads(row[1]), row[2]) if row else None

    def list(self, limit: int = 100, offset: int = 0) -> list[StoredResult]:
        query = "SELECT ticket_id, result, created_at FROM results ORDER BY created_at DESC LIMIT ? OFFSET ?"
        with self._lock:
            rows = self._connection.execute(query, (limit, offset)).fetchall()
        return [StoredResult(row[0], json.loads(row[1]), row[2]) for row in rows]

    def close(self) -> None:
        self._connection.close()
