"""
Retry Utils Module
==================

This module contains retry helpers with configurable backoff and jitter.
"""

import asyncio
import random
from dataclasses import dataclass
from typing import Any, Awaitable, Callable

from gateway import constants
from gateway.exceptions import ModelError, RetryExhaustedError
from gateway.utils.logging_utils import get_logger

logger = get_logger(__name__)


@dataclass
class RetryConfig:
    """
    Configuration for retries.

    Attributes:
        max_attempts (int): The maximum number of attempts.
        base_delay (float): The base delay in seconds.
        max_delay (float): The maximum delay in seconds.
        exponential_base (float): The exponential base.
        jitter (bool): Whether to add jitter.
        retryable_exceptions (tuple): The exceptions that are retryable.
    """

    max_attempts: int = constants.MAX_ATTEMPTS
    base_delay: float = 0.0
    max_delay: float = 0.0
    exponential_base: float = 2.0
    jitter: bool = False
    retryable_exceptions: tuple = (ModelError,)


def calculate_delay(attempt: int, config: RetryConfig) -> float:
    """
    Calculate the delay before the next attempt.

    Args:
        attempt (int): The number of the attempt.
        config (RetryConfig): The retry configuration.

    Returns:
        float: The delay in seconds.
    """
    delay = min(config.base_delay * config.exponential_base ** (attempt - 1), config.max_delay)
    if config.jitter:
        delay *= random.uniform(0.5, 1.5)
    return max(0.0, delay)


async def retry_async(operation: Callable[[], Awaitable[Any]], config: RetryConfig | None = None) -> Any:
    """
    Retry an asynchronous operation.

    Args:
        operation (Callable[[], Awaitable[Any]]): The operation to retry.
        config (RetryConfig | None): The retry configuration.

    Returns:
        Any: The result of the operation.

    Raises:
        RetryExhaustedError: If all attempts have failed.
    """
    config = config or RetryConfig()
    last_error: Exception | None = None
    for attempt in range(1, config.max_attempts + 1):
        try:
            logger.debug("Attempt %d of %d", attempt, config.max_attempts)
            return await operation()
        except config.retryable_exceptions as error:
            last_error = error
            logger.warning("Attempt %d of %d failed: %s", attempt, config.max_attempts, error)
            if attempt < config.max_attempts:
                delay = calculate_delay(attempt, config)
                if delay > 0:
                    await asyncio.sleep(delay)
    raise RetryExhaustedError(f"All {config.max_attempts} attempts failed: {last_error}") from last_error
