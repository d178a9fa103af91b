"""Checks the form of the request against a declarative schema."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Callable, Optional

from ..context import PackContext
from ..errors import RequestError
from .base import Stage

Check = Callable[[Any], Optional[str]]


def non_negative(value: int) -> str | None:
    return "must not be negative" if value < 0 else None


def not_nan(value: float) -> str | None:
    return "must not be NaN" if math.isnan(value) else None


def known_role(value: str) -> str | None:
    return None if value in ("user", "assistant") else "is not a known role"


@dataclass(frozen=True)
class Field:
    key: str
    types: tuple[type, ...]
    checks: tuple[Check, ...] = ()
    required: bool = True

    def check(self, owner: dict, path: str) -> None:
        where = f"{path}.{self.key}"
        if self.key not in owner:
            if self.required:
                raise RequestError(where, "is missing")
            return
        value = owner[self.key]
        if not isinstance(value, self.types) or (isinstance(value, bool) and bool not in self.types):
            raise RequestError(where, f"has the wrong type {type(value).__name__}")
        for check in self.checks:
            problem = check(value)
            if problem:
                raise RequestError(where, problem)


@dataclass(frozen=True)
class Schema:
    fields: tuple[Field, ...]

    def check(self, value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise RequestError(path, "must be a dict")
        for field in self.fields:
            field.check(value, path)


TEXT = Field("text", (str,))
TOKENS = Field("tokens", (int,), (non_negative,))
REQUEST = Schema(
    (
        Field("budget", (int,), (non_negative,)),
        Field("system", (dict,)),
        Field("history", (list,)),
        Field("passages", (list,)),
        Field("question", (dict,)),
    )
)
PART = Schema((TEXT, TOKENS))
MESSAGE = Schema((Field("role", (str,), (known_role,)), TEXT, TOKENS, Field("pinned", (bool,), required=False)))
PASSAGE = Schema((Field("id", (str,)), TEXT, TOKENS, Field("score", (int, float), (not_nan,)), Field("source", (str,))))


class ValidateStage(Stage):
    name = "validate"

    def execute(self, context: PackContext) -> None:
        request = context.request
        REQUEST.check(request, "request")
        PART.check(request["system"], "system")
        PART.check(request["question"], "question")
        for index, message in enumerate(request["history"]):
            MESSAGE.check(message, f"history[{index}]")
        ids: set[str] = set()
        for index, passage in enumerate(request["passages"]):
            PASSAGE.check(passage, f"passages[{index}]")
            if passage["id"] in ids:
                raise RequestError(f"passages[{index}].id", "is a duplicate")
            ids.add(passage["id"])
