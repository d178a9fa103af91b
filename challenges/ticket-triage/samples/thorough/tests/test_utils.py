"""
Unit tests for the utilities.
"""

import pytest

from triage.exceptions import LLMResponseError, TicketValidationError
from triage.llm_client import parse_retry_after
from triage.privacy_utils import is_card_number, luhn_check, mask_emails, sanitize_text
from triage.retry_utils import calculate_backoff, is_last_attempt
from triage.validation_utils import is_boolean, is_dict, is_integer, is_string, parse_llm_content, validate_ticket


class TestTypeChecks:
    """Tests for the type checks."""

    def test_is_dict(self):
        """Test is_dict."""
        assert is_dict({}) is True
        assert is_dict([]) is False

    def test_is_string(self):
        """Test is_string."""
        assert is_string("x") is True
        assert is_string(1) is False

    def test_is_integer(self):
        """Test is_integer."""
        assert is_integer(1) is True
        assert is_integer(True) is False

    def test_is_boolean(self):
        """Test is_boolean."""
        assert is_boolean(False) is True


class TestPrivacy:
    """Tests for the privacy utilities."""

    def test_luhn_check(self):
        """Test luhn_check."""
        assert luhn_check("4111111111111111") is True

    def test_is_card_number_too_short(self):
        """Test is_card_number with a short number."""
        assert is_card_number("42") is False

    def test_mask_emails(self):
        """Test mask_emails."""
        assert mask_emails("ann@example.com") == "[email]"

    def test_sanitize_text_none(self):
        """Test sanitize_text with None."""
        assert sanitize_text(None) == ""

    def test_sanitize_text(self):
        """Test sanitize_text."""
        assert sanitize_text("4111 1111 1111 1111 123") == "[card] 123"


class TestRetry:
    """Tests for the retry utilities."""

    def test_calculate_backoff(self):
        """Test calculate_backoff."""
        assert 0 < calculate_backoff(1) <= 0.2

    def test_is_last_attempt(self):
        """Test is_last_attempt."""
        assert is_last_attempt(3, 3) is True

    def test_parse_retry_after(self):
        """Test parse_retry_after."""
        assert parse_retry_after("7") == 2.0


class TestValidation:
    """Tests for the validation utilities."""

    def test_validate_ticket_not_dict(self):
        """Test validate_ticket with a list."""
        with pytest.raises(TicketValidationError):
            validate_ticket([])

    def test_parse_llm_content_not_json(self):
        """Test parse_llm_content with text."""
        with pytest.raises(LLMResponseError):
            parse_llm_content("hello")
