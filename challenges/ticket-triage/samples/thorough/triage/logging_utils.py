"""
Logging Utilities Module
========================

This module contains logging utilities that are used throughout the package.
"""

import functools
import json
import logging
import sys
import time
import uuid
from contextvars import ContextVar
from typing import Any, Awaitable, Callable, TypeVar

T = TypeVar("T")

correlation_id: ContextVar[str] = ContextVar("correlation_id", default="-")


class JsonFormatter(logging.Formatter):
    """Formatter that outputs log records as JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """
        Format a log record.

        Args:
            record (logging.LogRecord): The log record.

        Returns:
            str: The formatted log record.
        """
        return json.dumps(
            {
                "timestamp": self.formatTime(record),
                "level": record.levelname,
                "logger": record.name,
                "correlation_id": correlation_id.get(),
                "message": record.getMessage(),
            }
        )


def get_logger(name: str) -> logging.Logger:
    """
    Get a configured logger.

    Args:
        name (str): The name of the logger.

    Returns:
        logging.Logger: The logger.
    """
    logger = logging.getLogger(name)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(JsonFormatter())
        logger.addHandler(handler)
        logger.setLevel(logging.ERROR)  # quiet by default
        logger.propagate = False
    return logger


def set_correlation_id() -> str:
    """
    Set a new correlation id.

    Returns:
        str: The new correlation id.
    """
    value = str(uuid.uuid4())
    correlation_id.set(value)
    return value


def log_async_call(func: Callable[..., Awaitable[T]]) -> Callable[..., Awaitable[T]]:
    """
    Decorator that logs the call and the duration of an asynchronous function.

    Args:
        func (Callable[..., Awaitable[T]]): The function to decorate.

    Returns:
        Callable[..., Awaitable[T]]: The decorated function.
    """
    logger = get_logger(func.__module__)

    @functools.wraps(func)
    async def wrapper(*args: Any, **kwargs: Any) -> T:
        start_time = time.perf_counter()
        logger.debug("Calling %s", func.__qualname__)
        try:
            result = await func(*args, **kwargs)
            logger.debug("%s succeeded after %.3f s", func.__qualname__, time.perf_counter() - start_time)
            return result
        except Exception as error:
            logger.debug("%s failed after %.3f s: %s", func.__qualname__, time.perf_counter() - start_time, error)
            raise

    return wrapper
