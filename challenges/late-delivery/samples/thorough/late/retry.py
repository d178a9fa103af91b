"""
Retry helper for the late delivery prediction package.

This module contains a helper that retries file operations that fail temporarily.
"""

import time
from typing import Any, Callable, Tuple, Type

from late.log import get_logger

logger = get_logger(__name__)


def with_retries(
    operation: Callable[[], Any],
    attempts: int = 3,
    delay_seconds: float = 0.05,
    backoff: float = 2.0,
    retry_on: Tuple[Type[BaseException], ...] = (BlockingIOError, InterruptedError),
) -> Any:
    """
    Run an operation and retry it when it fails temporarily.

    Args:
        operation: The operation to run.
        attempts: Maximum number of attempts.
        delay_seconds: Delay before the second attempt.
        backoff: Factor by which the delay grows.
        retry_on: Exceptions that are considered temporary.

    Returns:
        The result of the operation.

    Raises:
        BaseException: The last exception if all attempts fail.
    """
    for attempt in range(1, attempts + 1):
        try:
            return operation()
        except retry_on as error:
            logger.warning("Attempt %d of %d failed: %s", attempt, attempts, error)
            if attempt == attempts:
                raise
            time.sleep(delay_seconds)
            delay_seconds *= backoff
    raise RuntimeError("unreachable")
