from __future__ import annotations

from dataclasses import dataclass, field
from typing import Optional


@dataclass(frozen=True)
class TokenCount:
    value: int

    def __add__(self, other: TokenCount) -> TokenCount:
        return TokenCount(self.value + other.value)

    def __le__(self, other: TokenCount) -> bool:
        return self.value <= other.value


@dataclass(frozen=True)
class TextPart:
    text: str
    tokens: TokenCount


@dataclass(frozen=True)
class ChatMessage:
    index: int
    role: str
    text: str
    tokens: TokenCount
    pinned: bool


@dataclass(frozen=True)
class RetrievedPassage:
    id: str
    text: str
    tokens: TokenCount
    score: float
    source: str


@dataclass(frozen=True)
class Turn:
    messages: tuple[ChatMessage, ...]

    @property
    def cost(self) -> int:
        return sum(message.tokens.value for message in self.messages if not message.pinned)


@dataclass(frozen=True)
class PackRequest:
    budget: int
    system: TextPart
    question: TextPart
    history: tuple[ChatMessage, ...]
    passages: tuple[RetrievedPassage, ...]


@dataclass
class PackingState:
    request: PackRequest
    used: int = 0
    message_indexes: set[int] = field(default_factory=set)
    passage_ids: set[str] = field(default_factory=set)
    source_counts: dict[str, int] = field(default_factory=dict)
    ranking: Optional[list[RetrievedPassage]] = None
    correlation_id: Optional[str] = None

    @property
    def left(self) -> int:
        return self.request.budget - self.used
