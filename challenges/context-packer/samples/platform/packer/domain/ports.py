"""What the domain needs from the outside world."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Optional

from packer.domain.entities import PackRequest, RetrievedPassage, TextPart, Turn


class Tokenizer(ABC):
    @abstractmethod
    def count(self, part: TextPart) -> int: ...


class PassageRanker(ABC):
    @abstractmethod
    def rank(self, passages: tuple[RetrievedPassage, ...]) -> list[RetrievedPassage]: ...


class TurnSegmenter(ABC):
    @abstractmethod
    def segment(self, request: PackRequest) -> list[Turn]: ...


class ResultCache(ABC):
    enabled: bool = True

    @abstractmethod
    def get(self, key: str) -> Optional[dict]: ...

    @abstractmethod
    def put(self, key: str, value: dict) -> None: ...


class MetricsSink(ABC):
    @abstractmethod
    def increment(self, name: str, value: int = 1, **tags: Any) -> None: ...

    @abstractmethod
    def observe(self, name: str, value: float, **tags: Any) -> None: ...


class PackRepository(ABC):
    """Keeps packed prompts for audits."""

    @abstractmethod
    def save(self, key: str, result: dict) -> None: ...
