"""The request as typed objects. Parsing is the only place that knows about malformed input."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Part:
    """The system prompt or the question."""

    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Message:
    role: str
    text: str
    tokens: int
    pinned: bool


@dataclass(frozen=True, slots=True)
class Passage:
    id: str
    text: str
    tokens: int
    score: float
    source: str


@dataclass(frozen=True, slots=True)
class PackRequest:
    budget: int
    system: Part
    question: Part
    history: list[Message]
    passages: list[Passage]

    @classmethod
    def parse(cls, raw: Any) -> PackRequest:
        reader = _Reader(raw, "request")
        request = cls(
            budget=reader.natural("budget"),
            system=_part(reader.get("system"), "system"),
            question=_part(reader.get("question"), "question"),
            history=[_message(m, f"history[{n}]") for n, m in enumerate(reader.items("history"))],
            passages=[_passage(p, f"passages[{n}]") for n, p in enumerate(reader.items("passages"))],
        )
        seen: set[str] = set()
        for passage in request.passages:
            if passage.id in seen:
                raise ValueError(f"passages: two of them have the id {passage.id!r}")
            seen.add(passage.id)
        return request


class _Reader:
    """Typed access to the keys of one dict; every complaint names the key."""

    def __init__(self, raw: Any, where: str) -> None:
        if not isinstance(raw, dict):
            raise ValueError(f"{where} must be an object")
        self.raw = raw
        self.where = where

    def get(self, key: str) -> Any:
        if key not in self.raw:
            raise ValueError(f"{self.where}: missing {key}")
        return self.raw[key]

    def string(self, key: str) -> str:
        value = self.get(key)
        if not isinstance(value, str):
            raise self.wrong(key, "a string")
        return value

    def natural(self, key: str) -> int:
        value = self.get(key)
        if type(value) is bool or not isinstance(value, int) or value < 0:
            raise self.wrong(key, "an integer of at least 0")
        return value

    def number(self, key: str) -> float:
        value = self.get(key)
        if type(value) is bool or not isinstance(value, (int, float)) or math.isnan(value):
            raise self.wrong(key, "a number")
        return value

    def items(self, key: str) -> list:
        value = self.get(key)
        if not isinstance(value, (list, tuple)):
            raise self.wrong(key, "a list")
        return list(value)

    def wrong(self, key: str, wanted: str) -> ValueError:
        return ValueError(f"{self.where}: {key} must be {wanted}, not {self.raw[key]!r:.60}")


def _part(raw: Any, where: str) -> Part:
    reader = _Reader(raw, where)
    return Part(reader.string("text"), reader.natural("tokens"))


def _message(raw: Any, where: str) -> Message:
    reader = _Reader(raw, where)
    role = reader.string("role")
    if role != "user" and role != "assistant":
        raise reader.wrong("role", "user or assistant")
    pinned = raw.get("pinned", False)
    if pinned is not True and pinned is not False:
        raise reader.wrong("pinned", "a boolean")
    return Message(role, reader.string("text"), reader.natural("tokens"), pinned)


def _passage(raw: Any, where: str) -> Passage:
    reader = _Reader(raw, where)
    return Passage(
        id=reader.string("id"),
        text=reader.string("text"),
        tokens=reader.natural("tokens"),
        score=reader.number("score"),
        source=reader.string("source"),
    )
