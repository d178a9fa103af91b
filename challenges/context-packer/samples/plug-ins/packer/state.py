"""What the steps share."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any


@dataclass
class PackState:
    request: dict[str, Any]
    ranked: list[dict[str, Any]]
    left: int
    kept: set[int] = field(default_factory=set)
    chosen: dict[str, dict[str, Any]] = field(default_factory=dict)
    extras: dict[str, Any] = field(default_factory=dict)
    """For plug-ins to pass things on."""
    _by_source: Counter[str] = field(default_factory=Counter)

    @property
    def history(self) -> list[dict[str, Any]]:
        return self.request["history"]

    @property
    def used(self) -> int:
        return self.request["budget"] - self.left

    def passages_of(self, source: str) -> int:
        return self._by_source[source]

    def choose(self, passage: dict[str, Any]) -> None:
        self.chosen[passage["id"]] = passage
        self._by_source[passage["source"]] += 1
        self.spend(passage["tokens"])

    def spend(self, tokens: int) -> None:
        if tokens > self.left:
            raise AssertionError("a step spent more than is left")
        self.left -= tokens
