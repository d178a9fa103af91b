"""Circuit breaker with the usual three states."""

from __future__ import annotations

import time
from enum import Enum


class Circuit(Enum):
    CLOSED = "closed"
    OPEN = "open"
    HALF_OPEN = "half_open"


class CircuitBreaker:
    def __init__(self, enabled: bool, failure_threshold: int, recovery_seconds: float) -> None:
        self._enabled = enabled
        self._threshold = failure_threshold
        self._recovery = recovery_seconds
        self._failures = 0
        self._opened_at = 0.0
        self.circuit = Circuit.CLOSED

    def allows(self) -> bool:
        if not self._enabled or self.circuit is Circuit.CLOSED:
            return True
        if self.circuit is Circuit.OPEN and time.monotonic() - self._opened_at >= self._recovery:
            self.circuit = Circuit.HALF_OPEN
            return True
        return self.circuit is Circuit.HALF_OPEN

    def succeeded(self) -> None:
        self._failures = 0
        self.circuit = Circuit.CLOSED

    def failed(self) -> None:
        self._failures += 1
        if self.circuit is Circuit.HALF_OPEN or self._failures >= self._threshold:
            self.circuit = Circuit.OPEN
            self._opened_at = time.monotonic()
