"""Mutants of a reference."""

from harness.fairness.mutants import mutants
from harness.submission import SourceFile, Submission

SOURCE = b"""
import json

def read(text):
    try:
        return json.loads(text) if len(text) < 9 else None
    except (json.JSONDecodeError, ValueError):
        return None
"""


def test_dotted_exceptions_end_nothing():
    """cosmic-ray's operator for exceptions fails at a dotted name; the other mutants are made all the same."""
    found = mutants(Submission("reference", "0" * 64, (SourceFile("read.py", SOURCE),)))
    assert any("<= 9" in mutant.change for mutant in found)
