"""Tests for the retry module."""

import pytest

from late.retry import with_retries


def test_with_retries_returns_result():
    """Test that with_retries returns the result."""
    assert with_retries(lambda: 1) == 1


def test_with_retries_retries_temporary_errors():
    """Test that with_retries retries temporary errors."""
    calls = []

    def operation():
        calls.append(1)
        if len(calls) < 3:
            raise BlockingIOError
        return len(calls)

    assert with_retries(operation, delay_seconds=0.0) == 3


def test_with_retries_raises_after_last_attempt():
    """Test that with_retries raises after the last attempt."""

    def operation():
        raise InterruptedError

    with pytest.raises(InterruptedError):
        with_retries(operation, attempts=2, delay_seconds=0.0)
