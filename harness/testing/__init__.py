"""Helpers for authors of hidden tests: `from harness.testing import ...`. They run in the examiner; standard library only."""

from harness.testing.strict import difference, strict_equal

__all__ = ["difference", "strict_equal"]
