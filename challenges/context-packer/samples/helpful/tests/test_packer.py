"""
Unit tests for the context packer.

This module contains comprehensive unit tests for the context packer module.
"""

import pytest

from packer import (
    BudgetError,
    PackerValidationError,
    create_example_request,
    is_message_pinned,
    is_valid_integer,
    is_valid_number,
    is_valid_string,
    pack,
    safe_get,
    safe_get_tokens,
)


class TestUtilityFunctions:
    """Tests for the utility functions."""

    def test_is_valid_integer_with_integer(self):
        """Test that an integer is a valid integer."""
        assert is_valid_integer(1) is True

    def test_is_valid_integer_with_boolean(self):
        """Test that a boolean is not a valid integer."""
        assert is_valid_integer(True) is False

    def test_is_valid_number_with_float(self):
        """Test that a float is a valid number."""
        assert is_valid_number(1.5) is True

    def test_is_valid_string_with_string(self):
        """Test that a string is a valid string."""
        assert is_valid_string("x") is True

    def test_safe_get_with_none(self):
        """Test that safe_get returns the default for None."""
        assert safe_get(None, "x", 3) == 3

    def test_safe_get_tokens_with_missing_tokens(self):
        """Test that safe_get_tokens returns 0 when there are no tokens."""
        assert safe_get_tokens({}) == 0

    def test_is_message_pinned_without_key(self):
        """Test that a message without the key is not pinned."""
        assert is_message_pinned({}) is False


class TestPack:
    """Tests for the pack function."""

    def test_pack_returns_dict(self):
        """Test that pack returns a dictionary."""
        assert isinstance(pack(create_example_request()), dict)

    def test_pack_has_all_keys(self):
        """Test that the result has all keys."""
        assert set(pack(create_example_request())) == {"messages", "used", "dropped"}

    def test_pack_does_not_exceed_budget(self):
        """Test that the budget is not exceeded."""
        assert pack(create_example_request())["used"] <= 100

    def test_pack_raises_budget_error(self):
        """Test that pack raises a BudgetError."""
        request = create_example_request()
        request["budget"] = 1
        with pytest.raises(BudgetError):
            pack(request)

    def test_pack_raises_validation_error(self):
        """Test that pack raises a validation error."""
        request = create_example_request()
        del request["system"]
        with pytest.raises(PackerValidationError):
            pack(request)
