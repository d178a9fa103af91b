"""Audit adapters: none (default) and SQLite."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from typing import List, Tuple

from gateway.domain.entities import InferenceRequest
from gateway.domain.ports import AuditPort
from gateway.shared.config import PlatformConfig

SCHEMA = """
CREATE TABLE IF NOT EXISTS inference (
    id TEXT PRIMARY KEY,
    tenant TEXT NOT NULL,
    model TEXT NOT NULL,
    state TEXT NOT NULL,
    failure TEXT,
    recorded_at REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS inference_tenant ON inference (tenant, recorded_at);
"""


class NullAudit(AuditPort):
    async def record(self, request: InferenceRequest) -> None:
        return None

    async def close(self) -> None:
        return None


class SqliteAudit(AuditPort):
    """Buffers rows and writes them in a thread."""

    BUFFER = 100

    def __init__(self, config: PlatformConfig) -> None:
        self._path = config.audit.path
        self._rows: List[Tuple[str, str, str, str, str | None, float]] = []
        with sqlite3.connect(self._path) as connection:
            connection.executescript(SCHEMA)

    async def record(self, request: InferenceRequest) -> None:
        row = (request.id, request.tenant, request.model, request.state.value, request.failure, time.time())
        self._rows.append(row)
        if len(self._rows) >= self.BUFFER:
            await self._flush()

    async def _flush(self) -> None:
        rows, self._rows = self._rows, []
        await asyncio.to_thread(self._write, rows)

    def _write(self, rows: List[Tuple[str, str, str, str, str | None, float]]) -> None:
        with sqlite3.connect(self._path) as connection:
            connection.executemany("INSERT INTO inference VALUES (?, ?, ?, ?, ?, ?)", rows)

    async def close(self) -> None:
        await self._flush()
