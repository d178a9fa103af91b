"""The state that travels through the pipeline."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from .events import EventBus
from .settings import Settings


@dataclass
class PackContext:
    request: Any
    settings: Settings
    bus: EventBus
    used: int = 0
    messages_in: set[int] = field(default_factory=set)
    passages_in: set[str] = field(default_factory=set)
    per_source: dict[str, int] = field(default_factory=dict)
    result: dict[str, Any] = field(default_factory=dict)

    @property
    def budget(self) -> int:
        return self.request["budget"]

    @property
    def left(self) -> int:
        return self.budget - self.used

    @cached_property
    def ranking(self) -> list[dict]:
        return sorted(self.request["passages"], key=lambda passage: (-passage["score"], passage["id"]))

    def spend(self, tokens: int, reason: str) -> None:
        self.used += tokens
        self.bus.publish("spend", tokens=tokens, reason=reason, left=self.left)
