"""Domain services: the steps of packing."""

from __future__ import annotations

from packer.domain.entities import PackingState
from packer.domain.errors import BudgetError
from packer.domain.ports import PassageRanker, Tokenizer, TurnSegmenter


class ReservationService:
    def __init__(self, tokenizer: Tokenizer) -> None:
        self._tokenizer = tokenizer

    def reserve(self, state: PackingState) -> None:
        state.used += self._tokenizer.count(state.request.system)
        state.used += self._tokenizer.count(state.request.question)
        for message in state.request.history:
            if message.pinned:
                state.message_indexes.add(message.index)
                state.used += message.tokens.value
        if state.left < 0:
            raise BudgetError(f"mandatory content exceeds the budget by {-state.left}")


class PassageService:
    def __init__(self, ranker: PassageRanker, max_per_source: int) -> None:
        self._ranker = ranker
        self._max_per_source = max_per_source

    def allocate(self, state: PackingState, limit: int) -> None:
        if state.ranking is None:
            state.ranking = self._ranker.rank(state.request.passages)
        for passage in state.ranking:
            if passage.id in state.passage_ids:
                continue
            if state.source_counts.get(passage.source, 0) >= self._max_per_source:
                continue
            if passage.tokens.value > limit:
                continue
            state.passage_ids.add(passage.id)
            state.source_counts[passage.source] = state.source_counts.get(passage.source, 0) + 1
            state.used += passage.tokens.value
            limit -= passage.tokens.value


class HistoryService:
    def __init__(self, segmenter: TurnSegmenter) -> None:
        self._segmenter = segmenter

    def allocate(self, state: PackingState) -> None:
        for turn in reversed(self._segmenter.segment(state.request)):
            if turn.cost > state.left:
                return
            state.used += turn.cost
            state.message_indexes.update(message.index for message in turn.messages)
