"""Helpers for authors of hidden tests: `from harness.testing import ...`. In the examiner, on the standard library only."""

from harness.testing.behaviours import Behaviour, Gate, answer, cut, drip, drop, never, status, stream
from harness.testing.client import Ask, LoadClient, Reply, load
from harness.testing.model import FakeModel, says
from harness.testing.strict import difference, strict_equal
from harness.testing.upstream import FakeUpstream, Request

__all__ = [
    "Ask",
    "Behaviour",
    "FakeModel",
    "FakeUpstream",
    "Gate",
    "LoadClient",
    "Reply",
    "Request",
    "answer",
    "cut",
    "difference",
    "drip",
    "drop",
    "load",
    "never",
    "says",
    "status",
    "stream",
    "strict_equal",
]
