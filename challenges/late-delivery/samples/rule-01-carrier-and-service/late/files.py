"""CSV in and out. Orders are plain dicts of text; only what we need is kept."""

import csv
from collections.abc import Iterable

Order = dict[str, str]

NEEDED = ["ordered_at", "carrier", "service"]


class Unusable(Exception):
    """The file can't be used, and why."""


def read_training(path: str) -> tuple[list[Order], list[int]]:
    """Each order once, in the order of time."""
    unique = {row["order_id"]: row for row in _rows(path, ["order_id", "late", *NEEDED])}
    rows = sorted(unique.values(), key=lambda row: row["ordered_at"])
    return rows, [int(row["late"]) for row in rows]


def read_orders(path: str) -> tuple[list[str], list[Order]]:
    rows = _rows(path, ["order_id", *NEEDED])
    return [row["order_id"] for row in rows], rows


def _rows(path: str, columns: list[str]) -> list[Order]:
    try:
        with open(path, newline="", encoding="utf-8") as stream:
            reader = csv.DictReader(stream)
            absent = set(columns) - set(reader.fieldnames or ())
            if absent:
                raise Unusable(f"{path}: column {min(absent, key=columns.index)} is missing")
            return [{name: row[name] or "" for name in columns} for row in reader]
    except OSError as error:
        raise Unusable(f"{path}: {error.strerror}") from error


def write_predictions(path: str, ids: Iterable[str], probabilities: Iterable[float]) -> None:
    with open(path, "w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(["order_id", "probability"])
        writer.writerows(zip(ids, (f"{p:.9f}" for p in probabilities)))
