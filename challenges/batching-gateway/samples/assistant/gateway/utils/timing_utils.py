"""
Timing Utils Module
===================

This module contains timing helpers.
"""

import time


def get_current_time() -> float:
    """
    Get the current time.

    Returns:
        float: The current time in seconds.
    """
    return time.monotonic()


def get_elapsed_time(start_time: float) -> float:
    """
    Get the elapsed time since the start time.

    Args:
        start_time (float): The start time in seconds.

    Returns:
        float: The elapsed time in seconds.
    """
    return get_current_time() - start_time


def get_remaining_time(start_time: float, timeout: float) -> float:
    """
    Get the remaining time until the timeout.

    Args:
        start_time (float): The start time in seconds.
        timeout (float): The timeout in seconds.

    Returns:
        float: The remaining time in seconds, never negative.
    """
    return max(0.0, timeout - get_elapsed_time(start_time))
