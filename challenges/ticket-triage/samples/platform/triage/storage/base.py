"""Repository interface."""

from abc import ABC, abstractmethod
from dataclasses import dataclass

from triage.core.types import JsonObject


@dataclass(frozen=True)
class StoredResult:
    """A result with when it was made."""

    ticket_id: str
    result: JsonObject
    created_at: float


class ResultRepository(ABC):
    """Keeps results."""

    @abstractmethod
    def save(self, result: StoredResult) -> None:
        """Keep a result."""

    @abstractmethod
    def get(self, ticket_id: str) -> StoredResult | None:
        """Return the latest result of a ticket."""

    @abstractmethod
    def list(self, limit: int = 100, offset: int = 0) -> list[StoredResult]:
        """Return results, newest first."""

    def close(self) -> None:
        """Release all resources."""


class NullRepository(ResultRepository):
    """Keeps nothing."""

    def save(self, result: StoredResult) -> None:
        return None

    def get(self, ticket_id: str) -> StoredResult | None:
        return None

    def list(self, limit: int = 100, offset: int = 0) -> list[StoredResult]:
        return []
