"""Keeps results for reports. Off by default."""

import contextlib
import sqlite3
import time

from .settings import Settings

TABLE = """CREATE TABLE IF NOT EXISTS results
(at REAL, id TEXT, category TEXT, urgency INTEGER, needs_human INTEGER, reply TEXT, source TEXT)"""
COLUMNS = ("id", "category", "urgency", "needs_human", "reply", "source")


def save(settings: Settings, result: dict) -> None:
    if settings.store == "off":
        return
    row = (time.time(), *(result[column] for column in COLUMNS))
    if settings.store == "sqlite":
        with contextlib.closing(sqlite3.connect(settings.store_url)) as db, db:
            db.execute(TABLE)
            db.execute("INSERT INTO results VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    elif settings.store == "postgres":
        import psycopg

        with psycopg.connect(settings.store_url) as db:
            db.execute(TABLE)
            db.execute("INSERT INTO results VALUES (%s, %s, %s, %s, %s, %s, %s)", row)


def report(settings: Settings, days: int = 7) -> list[tuple]:
    """(category, source, count) of the last days."""
    with contextlib.closing(sqlite3.connect(settings.store_url)) as db:
        db.execute(TABLE)
        since = time.time() - 86_400 * days
        return list(db.execute("SELECT category, source, count(*) FROM results WHERE at > ? GROUP BY 1, 2", (since,)))
