"""
Retry Utilities Module
======================

This module contains retry utilities that are used throughout the package.
"""

import asyncio
import random
from typing import Awaitable, Callable, Optional, Tuple, Type, TypeVar

from triage.constants import BACKOFF_JITTER_SECONDS, BACKOFF_MULTIPLIER, INITIAL_BACKOFF_SECONDS, MAX_ATTEMPTS, MAX_BACKOFF_SECONDS
from triage.exceptions import LLMError, LLMRateLimitError
from triage.logging_utils import get_logger

T = TypeVar("T")
logger = get_logger(__name__)


def calculate_backoff(attempt: int) -> float:
    """
    Calculate the exponential backoff with jitter for an attempt.

    Args:
        attempt (int): The number of the attempt, starting at 1.

    Returns:
        float: The number of seconds to wait.
    """
    if attempt < 1:
        attempt = 1
    backoff = INITIAL_BACKOFF_SECONDS * (BACKOFF_MULTIPLIER ** (attempt - 1))
    jitter = random.uniform(0, BACKOFF_JITTER_SECONDS)
    return min(backoff + jitter, MAX_BACKOFF_SECONDS)


def is_last_attempt(attempt: int, max_attempts: int) -> bool:
    """
    Check whether an attempt is the last one.

    Args:
        attempt (int): The number of the attempt, starting at 1.
        max_attempts (int): The maximum number of attempts.

    Returns:
        bool: True if the attempt is the last one, False otherwise.
    """
    return attempt >= max_attempts


async def retry_async(
    operation: Callable[[], Awaitable[T]],
    retry_on: Tuple[Type[LLMError], ...],
    max_attempts: int = MAX_ATTEMPTS,
    on_retry: Optional[Callable[[int, Exception], None]] = None,
) -> T:
    """
    Retry an asynchronous operation with exponential backoff and jitter.

    Args:
        operation (Callable[[], Awaitable[T]]): The operation.
        retry_on (Tuple[Type[LLMError], ...]): The exceptions to retry on.
        max_attempts (int): The maximum number of attempts.
        on_retry (Optional[Callable[[int, Exception], None]]): A callback that is called before each retry.

    Returns:
        T: The result of the operation.

    Raises:
        LLMError: If all attempts failed.
        ValueError: If max_attempts is less than 1.
    """
    if max_attempts < 1:
        raise ValueError("max_attempts must be at least 1")
    last_error: Optional[LLMError] = None
    for attempt in range(1, max_attempts + 1):
        try:
            return await operation()
        except retry_on as error:
            last_error = error
            logger.warning("Attempt %d of %d failed: %s", attempt, max_attempts, error)
            if is_last_attempt(attempt, max_attempts):
                break
            if on_retry is not None:
                on_retry(attempt, error)
            # Rate limits tell us how long to wait
            if isinstance(error, LLMRateLimitError):
                await asyncio.sleep(error.retry_after)
            else:
                await asyncio.sleep(calculate_backoff(attempt))
    assert last_error is not None
    raise last_error
