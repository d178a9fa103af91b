"""
JSON Utils Module
=================

This module contains safe JSON helpers.
"""

import json
from typing import Any

from gateway.exceptions import ValidationError


def safe_json_loads(data: bytes) -> Any:
    """
    Safely load JSON.

    Args:
        data (bytes): The data to load.

    Returns:
        Any: The loaded data.

    Raises:
        ValidationError: If the data is not valid JSON.
    """
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ValidationError("Data is not valid JSON") from error


def safe_json_dumps(data: Any) -> bytes:
    """
    Safely dump JSON.

    Args:
        data (Any): The data to dump.

    Returns:
        bytes: The dumped data.

    Raises:
        ValidationError: If the data can not be dumped.
    """
    try:
        return json.dumps(data).encode("utf-8")
    except (TypeError, ValueError) as error:
        raise ValidationError("Data can not be serialized") from error
