"""Adds recent turns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Iterator

from ..context import PackContext
from .base import Stage


@dataclass
class Turn:
    indexes: list[int] = field(default_factory=list)
    cost: int = 0

    def add(self, index: int, message: dict) -> None:
        self.indexes.append(index)
        if not message.get("pinned", False):
            self.cost += message["tokens"]


class TurnIterator:
    """Iterates over the turns of a conversation, newest first."""

    def __init__(self, history: list[dict]) -> None:
        self.history = history

    def __iter__(self) -> Iterator[Turn]:
        turns: list[Turn] = []
        for index, message in enumerate(self.history):
            if message["role"] == "user" or not turns:
                turns.append(Turn())
            turns[-1].add(index, message)
        return reversed(turns)


class HistoryStage(Stage):
    name = "history"

    def applies(self, context: PackContext) -> bool:
        return bool(context.request["history"])

    def execute(self, context: PackContext) -> None:
        for turn in TurnIterator(context.request["history"]):
            if turn.cost > context.left:
                context.bus.publish("history.truncated", left=context.left, at=turn.indexes[0])
                break
            context.messages_in.update(turn.indexes)
            context.spend(turn.cost, "turn")
