"""A record that a candidate could have written: read as a claim, or not at all."""

import json

import pytest

from harness.evaluation import Group, TestReport, TestResult
from harness.inside import handin
from harness.selfchecked import beside, claimed
from harness.submission import SourceFile, Submission
from harness.verdicts import Verdict


def submission(record):
    data = record if isinstance(record, bytes) else json.dumps(record).encode()
    return Submission("x", "0", (SourceFile(handin.RECORD, data), SourceFile("a.py", b"1")))


@pytest.mark.parametrize(
    "record",
    [
        b"",
        b"{",
        b"\xff",
        b"[" * 100_000,
        [],
        {"schema": "grade/check/2", "tests": {}},
        {"schema": handin.RECORD_SCHEMA},
        {"schema": handin.RECORD_SCHEMA, "tests": []},
        {"schema": handin.RECORD_SCHEMA, "tests": {str(n): "passed" for n in range(3000)}},
        b'"' + b"x" * 2_000_000 + b'"',
    ],
)
def test_what_is_no_record_says_nothing(record):
    assert claimed(submission(record)) is None


def test_differences_are_sentences_and_hostile_names_are_one_short_line():
    tests = (
        TestResult(name="test_b", title="Sums", verdict=Verdict.WRONG),
        TestResult(name="test_c", title="Order", verdict=Verdict.PASSED),
    )
    report = TestReport(groups=(Group(name="a", weight=1, score=0.5, tests=tests),), total=50, duration_s=1)
    record = {
        "schema": handin.RECORD_SCHEMA,
        "tests": {"test_a.py::test_b": "passed", "test_a.py::test_c": ["passed"], "x\n" * 999: 1},
    }
    found = beside(claimed(submission(record)), submission(record), report)
    assert not found.same_files and len(found.tests) == 2
    assert found.differences[0] == f"Sums: passed in the candidate's own check, {Verdict.WRONG.words} here"
    assert found.differences[1].startswith("Order: not passed in")
    assert "\n" not in found.differences[2] and len(found.differences[2]) < 400
