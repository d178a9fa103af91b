"""Requests for the tests. `python -m pytest tests` from the folder above."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent.parent))


@pytest.fixture
def make():
    """A request of which all but what a test is about has defaults; each text tells which part it belongs to."""

    def made(budget=100, history=(), passages=(), system=5, question=5):
        return {
            "budget": budget,
            "system": {"text": "S", "tokens": system},
            "history": [
                {"role": {"u": "user", "a": "assistant"}[kind[0]], "text": f"m{n}", "tokens": tokens, "pinned": kind.endswith("!")}
                for n, (kind, tokens) in enumerate(history)
            ],
            "passages": [
                {"id": id_, "text": f"text of {id_}", "tokens": tokens, "score": score, "source": source}
                for id_, tokens, score, source in passages
            ],
            "question": {"text": "Q", "tokens": question},
        }

    return made
