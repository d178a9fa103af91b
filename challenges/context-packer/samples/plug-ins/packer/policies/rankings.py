from __future__ import annotations

import random
from collections.abc import Sequence

from ..plugins import PluginKind, plugin
from .interfaces import RankingPolicy


@plugin(PluginKind.RANKING, "by_score", "default")
class ScoreRanking(RankingPolicy):
    def __init__(self, descending: bool = True, tie_break: str = "id") -> None:
        self.descending = descending
        self.tie_break = tie_break

    def rank(self, passages: Sequence[dict]) -> list[dict]:
        by_tie_break = sorted(passages, key=lambda passage: passage[self.tie_break])
        return sorted(by_tie_break, key=lambda passage: passage["score"], reverse=self.descending)


@plugin(PluginKind.RANKING, "by_density")
class DensityRanking(RankingPolicy):
    """Score per token: prefers short passages."""

    def rank(self, passages: Sequence[dict]) -> list[dict]:
        return sorted(passages, key=lambda passage: (-passage["score"] / max(passage["tokens"], 1), passage["id"]))


@plugin(PluginKind.RANKING, "as_retrieved")
class RetrievalOrder(RankingPolicy):
    def rank(self, passages: Sequence[dict]) -> list[dict]:
        return list(passages)


@plugin(PluginKind.RANKING, "shuffled")
class Shuffled(RankingPolicy):
    """For experiments."""

    def __init__(self, seed: int = 0) -> None:
        self.seed = seed

    def rank(self, passages: Sequence[dict]) -> list[dict]:
        shuffled = list(passages)
        random.Random(self.seed).shuffle(shuffled)
        return shuffled
