"""Retry policy."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from triage.config import RetrySettings
from triage.exceptions import ModelClientError, RateLimitedError, TransientModelError

logger = logging.getLogger(__name__)

T = TypeVar("T")


class RetryPolicy:
    """Decides whether and when an operation is tried again."""

    def __init__(self, settings: RetrySettings) -> None:
        self._settings = settings

    async def run(self, operation: Callable[[], Awaitable[T]]) -> T:
        """Run the operation until it succeeds, fails permanently, or the budget is used up."""
        try:
            return await asyncio.wait_for(self._attempts(operation), timeout=self._settings.total_budget)
        except asyncio.TimeoutError as exc:
            raise TransientModelError("time budget exhausted") from exc

    async def _attempts(self, operation: Callable[[], Awaitable[T]]) -> T:
        last: ModelClientError = TransientModelError("no attempt was made")
        for attempt in range(1, self._settings.max_attempts + 1):
            try:
                return await operation()
            except TransientModelError as exc:
                last = exc
                logger.info("attempt %d of %d failed: %s", attempt, self._settings.max_attempts, exc)
                if attempt < self._settings.max_attempts:
                    await asyncio.sleep(self._delay(exc))
        raise last

    def _delay(self, error: TransientModelError) -> float:
        if not isinstance(error, RateLimitedError):
            return self._settings.base_delay
        if error.retry_after is None:
            return self._settings.rate_limit_default_delay
        return min(error.retry_after, self._settings.rate_limit_max_delay)
