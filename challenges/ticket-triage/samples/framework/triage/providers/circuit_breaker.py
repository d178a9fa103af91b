"""Circuit breaker around a provider."""

import time
from enum import Enum, auto

from triage.core.errors import CircuitOpenError, RetryableError
from triage.core.settings import ResilienceSettings
from triage.core.types import ChatMessage
from triage.providers.base import Provider


class State(Enum):
    CLOSED = auto()
    OPEN = auto()
    HALF_OPEN = auto()


class CircuitBreakerProvider:
    """Stops asking a provider that fails again and again."""

    def __init__(self, inner: Provider, settings: ResilienceSettings) -> None:
        self._inner = inner
        self._settings = settings
        self._failures = 0
        self._opened_at = 0.0
        self._state = State.CLOSED

    async def start(self) -> None:
        await self._inner.start()

    async def stop(self) -> None:
        await self._inner.stop()

    async def complete(self, messages: list[ChatMessage]) -> str:
        self._before()
        try:
            text = await self._inner.complete(messages)
        except RetryableError:
            self._failed()
            raise
        self._succeeded()
        return text

    def _before(self) -> None:
        if self._state is State.OPEN:
            if time.monotonic() - self._opened_at < self._settings.breaker_reset:
                raise CircuitOpenError("circuit is open")
            self._state = State.HALF_OPEN

    def _failed(self) -> None:
        self._failures += 1
        if self._state is State.HALF_OPEN or self._failures >= self._settings.breaker_threshold:
            self._state = State.OPEN
            self._opened_at = time.monotonic()

    def _succeeded(self) -> None:
        self._failures = 0
        self._state = State.CLOSED
