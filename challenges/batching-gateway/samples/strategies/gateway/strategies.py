"""Default implementations of the strategies."""

from __future__ import annotations

import time

from .config import BatchingConfig, UpstreamConfig
from .errors import UpstreamError
from .interfaces import AdmissionPolicy, BatchingStrategy, Clock, RetryStrategy


class MonotonicClock(Clock):
    def now(self) -> float:
        return time.monotonic()


class SizeOrTimeoutBatching(BatchingStrategy):
    """Dispatch when the batch is full or the oldest item has waited long enough."""

    def __init__(self, config: BatchingConfig) -> None:
        self._size = config.max_batch_size
        self._wait = config.max_wait_ms / 1000.0

    def ready_in(self, waiting: int, oldest: float, now: float) -> float:
        if waiting >= self._size:
            return 0.0
        return oldest + self._wait - now

    def size(self, waiting: int) -> int:
        return min(waiting, self._size)


class FixedAttemptsRetry(RetryStrategy):
    """A fixed number of attempts with a constant delay."""

    def __init__(self, config: UpstreamConfig) -> None:
        self._attempts = config.max_attempts
        self._delay = config.backoff_ms / 1000.0

    def should_retry(self, attempt: int, error: Exception) -> bool:
        return attempt < self._attempts and isinstance(error, UpstreamError)

    def delay(self, attempt: int) -> float:
        return self._delay


class BoundedQueueAdmission(AdmissionPolicy):
    def __init__(self, config: BatchingConfig) -> None:
        self._limit = config.max_queue_size

    def admit(self, waiting: int) -> bool:
        return waiting < self._limit
