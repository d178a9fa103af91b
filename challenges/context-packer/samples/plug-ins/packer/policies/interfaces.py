"""What a plug-in of each kind has to offer."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..state import PackState


class SchemaPolicy(ABC):
    """Checks the form of a request."""

    @abstractmethod
    def check(self, request: Any) -> None: ...


class RankingPolicy(ABC):
    """Puts passages in order."""

    @abstractmethod
    def rank(self, passages: Sequence[dict]) -> list[dict]: ...


class SharePolicy(ABC):
    """How many of the tokens that are left a step may spend."""

    @abstractmethod
    def allowance(self, left: int) -> int: ...


class LimitPolicy(ABC):
    """Whether a passage may be in beside those that are."""

    @abstractmethod
    def admits(self, passage: dict, state: PackState) -> bool: ...


class SplitPolicy(ABC):
    """Cuts the history into turns."""

    @abstractmethod
    def split(self, history: Sequence[dict]) -> list[list[int]]: ...


class Step(ABC):
    """Changes the state."""

    @abstractmethod
    def apply(self, state: PackState) -> None: ...


class RenderPolicy(ABC):
    """Makes the result's messages."""

    @abstractmethod
    def render(self, state: PackState) -> list[dict]: ...
