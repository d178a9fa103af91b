from __future__ import annotations

from collections.abc import Sequence

from ..plugins import PluginKind, plugin
from .interfaces import SplitPolicy


@plugin(PluginKind.SPLIT, "user_starts_turn", "default")
class UserStartsTurn(SplitPolicy):
    def split(self, history: Sequence[dict]) -> list[list[int]]:
        turns: list[list[int]] = []
        current: list[int] = []
        for index, message in enumerate(history):
            if message["role"] == "user" and current:
                turns.append(current)
                current = []
            current.append(index)
        if current:
            turns.append(current)
        return turns


@plugin(PluginKind.SPLIT, "single_messages")
class SingleMessages(SplitPolicy):
    def split(self, history: Sequence[dict]) -> list[list[int]]:
        return [[index] for index in range(len(history))]


@plugin(PluginKind.SPLIT, "fixed_window")
class FixedWindow(SplitPolicy):
    """Every so many messages are a turn."""

    def __init__(self, size: int = 2) -> None:
        self.size = size

    def split(self, history: Sequence[dict]) -> list[list[int]]:
        return [list(range(start, min(start + self.size, len(history)))) for start in range(0, len(history), self.size)]
