"""
Logging Utils Module
====================

This module contains logging helpers.
"""

import functools
import logging
import sys
from typing import Any, Callable


def setup_logging(level: int = logging.CRITICAL) -> None:
    """
    Set up logging for the application.

    Args:
        level (int): The log level.
    """
    logging.basicConfig(level=level, stream=sys.stderr, format="%(asctime)s - %(name)s - %(levelname)s - %(message)s")


def get_logger(name: str) -> logging.Logger:
    """
    Get a logger with the given name.

    Args:
        name (str): The name of the logger.

    Returns:
        logging.Logger: The logger.
    """
    return logging.getLogger(name)


def log_calls(logger: logging.Logger) -> Callable:
    """
    Create a decorator that logs the calls of an asynchronous function.

    Args:
        logger (logging.Logger): The logger to use.

    Returns:
        Callable: The decorator.
    """

    def decorator(function: Callable) -> Callable:
        """
        Decorate the function.

        Args:
            function (Callable): The function to decorate.

        Returns:
            Callable: The decorated function.
        """

        @functools.wraps(function)
        async def wrapper(*args: Any, **kwargs: Any) -> Any:
            """
            Call the function and log the call.

            Args:
                *args (Any): The positional arguments.
                **kwargs (Any): The keyword arguments.

            Returns:
                Any: The result of the function.
            """
            logger.debug("Calling %s", function.__name__)
            try:
                result = await function(*args, **kwargs)
            except Exception as error:
                logger.debug("Error in %s: %s", function.__name__, error)
                raise
            logger.debug("Finished %s", function.__name__)
            return result

        return wrapper

    return decorator
