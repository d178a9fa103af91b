"""Tests for the checks module."""

import numpy as np
import pandas as pd
import pytest

from late.checks import (
    check_binary_target,
    check_columns_exist,
    check_is_dataframe,
    check_minimum_rows,
    check_not_none,
    check_probabilities,
    check_same_length,
)
from late.errors import DataValidationError


def test_check_not_none_raises_for_none():
    """Test that check_not_none raises for None."""
    with pytest.raises(DataValidationError):
        check_not_none(None, "value")


def test_check_not_none_accepts_value():
    """Test that check_not_none accepts a value."""
    check_not_none(0, "value")


def test_check_is_dataframe_raises_for_list():
    """Test that check_is_dataframe raises for a list."""
    with pytest.raises(DataValidationError):
        check_is_dataframe([], "data")


def test_check_columns_exist_raises_for_missing_column():
    """Test that check_columns_exist raises for a missing column."""
    with pytest.raises(DataValidationError, match="b"):
        check_columns_exist(pd.DataFrame({"a": []}), ["a", "b"], "file.csv")


def test_check_same_length_raises_for_different_lengths():
    """Test that check_same_length raises for different lengths."""
    with pytest.raises(DataValidationError):
        check_same_length([1], [1, 2], "first", "second")


@pytest.mark.parametrize("values", [[1.1], [-0.1], [np.nan], [np.inf]])
def test_check_probabilities_raises_for_invalid_values(values):
    """Test that check_probabilities raises for invalid values."""
    with pytest.raises(DataValidationError):
        check_probabilities(np.array(values))


def test_check_probabilities_accepts_empty_array():
    """Test that check_probabilities accepts an empty array."""
    check_probabilities(np.array([]))


def test_check_binary_target_raises_for_other_values():
    """Test that check_binary_target raises for other values."""
    with pytest.raises(DataValidationError):
        check_binary_target(pd.Series([0, 1, 2]))


def test_check_minimum_rows_raises_for_too_few_rows():
    """Test that check_minimum_rows raises for too few rows."""
    with pytest.raises(DataValidationError):
        check_minimum_rows(pd.DataFrame(), 1, "data")
