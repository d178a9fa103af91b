"""Entered functions end to end: a second implementation that is created, and that no test ever enters."""

import pytest
from machine import require

from harness import challenge as challenges
from harness.grading import Grader
from harness.unpack import unpack

YAML = """
name: tiny
imports: [basket]
entry_points: ["basket.add(a: int, b: int) -> int"]
groups: {one: 1}
"""
TEST = """
from basket import add


def test_sum():
    assert add(1, 2) == 3


def test_program(candidate):
    done = candidate.run(["python", "-c", "import basket; print(basket.add(2, 2))"])
    assert done.out == "4\\n"
"""
PLAIN = ("def add(a, b):\n    return a + b\n", "import operator\n\n\ndef add(a, b):\n    return operator.add(a, b)\n")
DUMMY = '''"""Sums."""

from __future__ import annotations

from abc import ABC, abstractmethod


class Adder(ABC):
    @abstractmethod
    def add(self, a, b): ...


class Plain(Adder):
    def add(self, a, b):
        """The sum."""
        return a + b


class Slow(Adder):
    def add(self, a, b):
        total = a
        for _ in range(b):
            total += 1
        return total


ADDERS = [Plain(), Slow()]


def spare(items):
    return [item for item in items if item > 3 and item < 9 and item != 5]


KEPT = {"spare": spare}


def add(a, b):
    return ADDERS[0].add(a, b)


def chosen(kind):
    return KEPT[kind]
'''


@pytest.fixture(scope="module")
def challenge(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tiny")
    (folder / "tests/hidden").mkdir(parents=True)
    (folder / "challenge.yaml").write_text(YAML)
    (folder / "tests/hidden/test_one.py").write_text(TEST)
    for number, text in enumerate((PLAIN[0], *PLAIN, DUMMY, PLAIN[1])):
        place = folder / ("reference" if number == 0 else f"samples/s{number}")
        place.mkdir(parents=True)
        (place / "basket.py").write_text(text + f"\n# {number}\n")
        if number in (1, 2, 4):
            place.with_suffix(".yaml").write_text("label: right-sized\n")
    return challenges.load(folder)


@pytest.mark.bubblewrap
def test_a_dummy_that_is_created_and_never_entered_is_told(challenge):
    require("bubblewrap", None)
    grader = Grader("bubblewrap")
    evaluation, log = grader.evaluate(unpack(challenge.folder / "samples/s3"), challenge)
    assert evaluation.total == 100, log
    messages = [finding.message for finding in evaluation.scope.findings]
    assert "of the implementations of Adder the tests enter Plain, and never Slow" in messages, (messages, log)
    assert "no test entered spare" in messages
    assert not any("no test entered add" in message for message in messages)
    assert "entered functions: " in log
    again, log = grader.evaluate(unpack(challenge.folder / "samples/s1"), challenge)
    assert again.scope.band == "right-sized" and "entered" not in log
