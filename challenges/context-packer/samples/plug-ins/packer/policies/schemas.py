from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..exceptions import RequestError
from ..plugins import PluginKind, plugin
from .interfaces import SchemaPolicy


@dataclass(frozen=True)
class Field:
    """One row of the table."""

    key: str
    accepts: Callable[[Any], str | None]
    """What is wrong with a value, None if nothing is."""
    required: bool = True


def text(value: Any) -> str | None:
    return None if isinstance(value, str) else "must be text"


def natural(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, int):
        return "must be an integer"
    return None if value >= 0 else "must not be negative"


def boolean(value: Any) -> str | None:
    return None if isinstance(value, bool) else "must be true or false"


def number(value: Any) -> str | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return "must be a number"
    return "must not be NaN" if value != value else None


def one_of(*allowed: str) -> Callable[[Any], str | None]:
    def accepts(value: Any) -> str | None:
        return None if isinstance(value, str) and value in allowed else f"must be one of {allowed}"

    return accepts


def a(kind: type) -> Callable[[Any], str | None]:
    return lambda value: None if isinstance(value, kind) else f"must be a {kind.__name__}"


PART = (Field("text", text), Field("tokens", natural))
TABLES: dict[str, tuple[Field, ...]] = {
    "request": (
        Field("budget", natural),
        Field("system", a(dict)),
        Field("history", a(list)),
        Field("passages", a(list)),
        Field("question", a(dict)),
    ),
    "part": PART,
    "message": (Field("role", one_of("user", "assistant")), *PART, Field("pinned", boolean, required=False)),
    "passage": (Field("id", text), *PART, Field("score", number), Field("source", text)),
}


@plugin(PluginKind.SCHEMA, "table", "default")
class TableSchema(SchemaPolicy):
    def __init__(self, strict: bool = False) -> None:
        self.strict = strict

    def check(self, request: Any) -> None:
        self._check(request, "request", "request")
        for key in ("system", "question"):
            self._check(request[key], "part", key)
        for index, message in enumerate(request["history"]):
            self._check(message, "message", f"history/{index}")
        seen: set[str] = set()
        for index, passage in enumerate(request["passages"]):
            self._check(passage, "passage", f"passages/{index}")
            if passage["id"] in seen:
                raise RequestError("id", "must be unique", f"passages/{index}")
            seen.add(passage["id"])

    def _check(self, value: Any, table: str, where: str) -> None:
        if not isinstance(value, dict):
            raise RequestError(where, "must be a dict")
        for row in TABLES[table]:
            if row.key not in value:
                if row.required:
                    raise RequestError(row.key, "is required", where)
                continue
            problem = row.accepts(value[row.key])
            if problem:
                raise RequestError(row.key, problem, where)
        if self.strict:
            for key in value.keys() - {row.key for row in TABLES[table]}:
                raise RequestError(key, "is unknown", where)


@plugin(PluginKind.SCHEMA, "none")
class NoSchema(SchemaPolicy):
    """For callers that have checked already."""

    def check(self, request: Any) -> None:
        return None
