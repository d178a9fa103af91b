"""Abstract interfaces. Concrete implementations are wired together in ``factory.py``."""

from __future__ import annotations

import abc
from typing import Any, Sequence


class Clock(abc.ABC):
    """Source of time, replaceable in tests."""

    @abc.abstractmethod
    def now(self) -> float: ...


class BatchingStrategy(abc.ABC):
    """Decides when the items that wait should be dispatched."""

    @abc.abstractmethod
    def ready_in(self, waiting: int, oldest: float, now: float) -> float:
        """Seconds until a batch should be dispatched; 0 or less for immediately."""

    @abc.abstractmethod
    def size(self, waiting: int) -> int:
        """How many items the batch should have."""


class RetryStrategy(abc.ABC):
    """Decides whether a failed attempt is repeated."""

    @abc.abstractmethod
    def should_retry(self, attempt: int, error: Exception) -> bool: ...

    @abc.abstractmethod
    def delay(self, attempt: int) -> float: ...


class ModelTransport(abc.ABC):
    """Talks to a model server."""

    @abc.abstractmethod
    async def predict(self, inputs: Sequence[str]) -> list[Any]: ...

    @abc.abstractmethod
    async def close(self) -> None: ...


class AdmissionPolicy(abc.ABC):
    """Decides whether another item may be queued."""

    @abc.abstractmethod
    def admit(self, waiting: int) -> bool: ...
