from __future__ import annotations

from typing import TYPE_CHECKING

from ..plugins import PluginKind, plugin
from .interfaces import LimitPolicy

if TYPE_CHECKING:
    from ..state import PackState


@plugin(PluginKind.LIMIT, "per_source")
class PerSourceLimit(LimitPolicy):
    def __init__(self, most: int = 2) -> None:
        self.most = most

    def admits(self, passage: dict, state: PackState) -> bool:
        return state.passages_of(passage["source"]) < self.most


@plugin(PluginKind.LIMIT, "total")
class TotalLimit(LimitPolicy):
    def __init__(self, most: int) -> None:
        self.most = most

    def admits(self, passage: dict, state: PackState) -> bool:
        return len(state.chosen) < self.most


@plugin(PluginKind.LIMIT, "least_score")
class LeastScoreLimit(LimitPolicy):
    def __init__(self, score: float) -> None:
        self.score = score

    def admits(self, passage: dict, state: PackState) -> bool:
        return passage["score"] >= self.score


@plugin(PluginKind.LIMIT, "none")
class NoLimit(LimitPolicy):
    def admits(self, passage: dict, state: PackState) -> bool:
        return True
