"""Data that crosses the layers' borders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


@dataclass(frozen=True)
class TicketDto:
    id: str
    subject: str
    body: str
    customer_tier: str
    received_at: str


@dataclass(frozen=True)
class ResultDto:
    id: str
    category: str
    urgency: int
    needs_human: bool
    reply: str
    source: str


@dataclass(frozen=True)
class ErrorDto:
    id: str | None
    error: str


@dataclass(frozen=True)
class PromptMessageDto:
    role: str
    content: str


@dataclass(frozen=True)
class PromptDto:
    messages: tuple[PromptMessageDto, ...]


class CompletionStatus(Enum):
    TEXT = auto()
    RATE_LIMITED = auto()
    FAILED = auto()
    REJECTED = auto()


@dataclass(frozen=True)
class CompletionResult:
    status: CompletionStatus
    text: str = ""
    pause_s: float = 0.0
