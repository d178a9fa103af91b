"""
Logging for the late delivery prediction package.

This module contains helpers for logging.
"""

import functools
import logging
import sys
import time
from typing import Any, Callable, TypeVar

F = TypeVar("F", bound=Callable[..., Any])


def get_logger(name: str) -> logging.Logger:
    """
    Get a configured logger.

    Args:
        name: Name of the logger.

    Returns:
        The configured logger.
    """
    logger = logging.getLogger(name)
    if not logger.handlers:
        handler = logging.StreamHandler(sys.stderr)
        handler.setFormatter(logging.Formatter("%(asctime)s | %(levelname)s | %(name)s | %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.CRITICAL)
        logger.propagate = False
    return logger


def log_duration(function: F) -> F:
    """
    Decorate a function so that its duration is logged.

    Args:
        function: The function to decorate.

    Returns:
        The decorated function.
    """
    logger = get_logger(function.__module__)

    @functools.wraps(function)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        start = time.perf_counter()
        try:
            return function(*args, **kwargs)
        finally:
            duration = time.perf_counter() - start
            logger.info("%s took %.3f seconds", function.__qualname__, duration)

    return wrapper  # type: ignore[return-value]
