"""
Checks for the late delivery prediction package.

This module contains checks that make sure that the data is as expected.
"""

from typing import Any, List, Optional

import numpy as np
import pandas as pd

from late.errors import DataValidationError


def check_not_none(value: Optional[Any], name: str) -> None:
    """
    Check that a value is not None.

    Args:
        value: The value to check.
        name: Name of the value.

    Raises:
        DataValidationError: If the value is None.
    """
    if value is None:
        raise DataValidationError(f"{name} must not be None")


def check_is_dataframe(value: Any, name: str) -> None:
    """
    Check that a value is a data frame.

    Args:
        value: The value to check.
        name: Name of the value.

    Raises:
        DataValidationError: If the value is not a data frame.
    """
    check_not_none(value, name)
    if not isinstance(value, pd.DataFrame):
        raise DataValidationError(f"{name} must be a DataFrame, got {type(value).__name__}")


def check_columns_exist(data: pd.DataFrame, columns: List[str], path: str) -> None:
    """
    Check that all columns exist.

    Args:
        data: The data to check.
        columns: Names of the columns.
        path: Path of the file, for the message.

    Raises:
        DataValidationError: If a column does not exist.
    """
    check_is_dataframe(data, "data")
    missing_columns = []
    for column in columns:
        if column not in data.columns:
            missing_columns.append(column)
    if len(missing_columns) > 0:
        raise DataValidationError(f"Missing column(s) in {path}: {', '.join(missing_columns)}")


def check_same_length(first: Any, second: Any, first_name: str, second_name: str) -> None:
    """
    Check that two sequences have the same length.

    Args:
        first: The first sequence.
        second: The second sequence.
        first_name: Name of the first sequence.
        second_name: Name of the second sequence.

    Raises:
        DataValidationError: If the lengths differ.
    """
    check_not_none(first, first_name)
    check_not_none(second, second_name)
    if len(first) != len(second):
        raise DataValidationError(f"{first_name} has length {len(first)}, {second_name} has length {len(second)}")


def check_probabilities(probabilities: np.ndarray) -> None:
    """
    Check that all probabilities are valid.

    Args:
        probabilities: The probabilities to check.

    Raises:
        DataValidationError: If a probability is not valid.
    """
    check_not_none(probabilities, "probabilities")
    if len(probabilities) == 0:
        return
    if np.any(np.isnan(probabilities)):
        raise DataValidationError("probabilities must not contain NaN")
    if np.any(np.isinf(probabilities)):
        raise DataValidationError("probabilities must not contain infinity")
    if np.any(probabilities < 0.0) or np.any(probabilities > 1.0):
        raise DataValidationError("probabilities must be between 0 and 1")


def check_binary_target(target: pd.Series) -> None:
    """
    Check that the target is binary.

    Args:
        target: The target to check.

    Raises:
        DataValidationError: If the target is not binary.
    """
    check_not_none(target, "target")
    if not set(target.unique()) <= {0, 1}:
        raise DataValidationError("target must only contain 0 and 1")


def check_minimum_rows(data: pd.DataFrame, minimum: int, name: str) -> None:
    """
    Check that the data has a minimum number of rows.

    Args:
        data: The data to check.
        minimum: The minimum number of rows.
        name: Name of the data.

    Raises:
        DataValidationError: If the data has too few rows.
    """
    check_is_dataframe(data, name)
    if len(data) < minimum:
        raise DataValidationError(f"{name} must have at least {minimum} rows, got {len(data)}")
