from __future__ import annotations

from packer.domain.entities import ChatMessage, PackRequest, RetrievedPassage, TextPart, Turn
from packer.domain.ports import PassageRanker, Tokenizer, TurnSegmenter


class PrecountedTokenizer(Tokenizer):
    """Trusts the counts of the request; a real tokenizer can take its place."""

    def count(self, part: TextPart) -> int:
        return part.tokens.value


class ScorePassageRanker(PassageRanker):
    def rank(self, passages: tuple[RetrievedPassage, ...]) -> list[RetrievedPassage]:
        return sorted(passages, key=lambda passage: (-passage.score, passage.id))


class RoleTurnSegmenter(TurnSegmenter):
    def segment(self, request: PackRequest) -> list[Turn]:
        turns: list[Turn] = []
        current: list[ChatMessage] = []
        for message in request.history:
            if message.role == "user" and current:
                turns.append(Turn(tuple(current)))
                current = []
            current.append(message)
        if current:
            turns.append(Turn(tuple(current)))
        return turns
