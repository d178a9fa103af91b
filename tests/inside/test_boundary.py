"""Hidden tests in `cases/` run against the submission there: what must work passes, what must not has its verdict."""

from functools import cache
from pathlib import Path

import pytest

from harness import challenge as challenges
from harness.evaluation import TestReport, TestResult
from harness.examine import examine
from harness.sandbox import process
from harness.unpack import unpack
from harness.verdicts import Verdict

CASES = Path(__file__).parent / "cases"

EXPECTED = {
    "test_missing_name": "not_found",
    "test_missing_name_looks_callable": "not_found",
    "test_missing_name_in_a_property": "not_found",
    "test_missing_attribute": "not_found",
    "test_missing_module": "not_found",
    "test_module_that_fails": "error",
    "test_wrong_answer": "wrong",
    "test_flood": "output_limit",
    "test_flood_descriptor": "output_limit",
    "test_hang": "time_limit",
    "test_hang_is_no_exception": "time_limit",
    "test_exit": "crashed",
    "test_exit_is_no_exception": "crashed",
    "test_signal": "crashed",
    "test_equals_everything": "wrong",
    "test_differs_from_nothing": "wrong",
    "test_less_than_everything": "wrong",
    "test_near_everything": "wrong",
    "test_interrupt": "error",
    "test_exit_by_exception": "error",
    "test_deep": "output_limit",
    "test_big": "output_limit",
    "test_slow_repr": "wrong",
    "test_diff_bomb": "wrong",
    "test_exception": "error",
    "test_skip": "wrong",
    "test_xfail": "wrong",
    "test_xpass": "wrong",
    "test_frames": "crashed",
    "test_without_end": "time_limit",
}
WORKS = [
    name
    for file in ("works", "star", "isolated")
    for name in (CASES / f"challenge/tests/hidden/test_{file}.py").read_text("utf-8").replace("async def", "def").split("def ")
    if name.startswith("test_")
]


@cache
def report() -> TestReport:
    return examine(unpack(CASES / "submission"), challenges.load(CASES / "challenge"), process, process.environment())


def results(name: str) -> list[TestResult]:
    return [test for test in report().tests if test.name.partition("[")[0].rpartition("::")[2] == name]


@pytest.mark.parametrize("name", [text.partition("(")[0] for text in WORKS])
def test_works(name):
    found = results(name)
    assert found and all(test.verdict is Verdict.PASSED for test in found), found


@pytest.mark.parametrize("name", EXPECTED)
def test_verdict(name):
    (found,) = results(name)
    assert found.verdict == EXPECTED[name], found


def test_every_test_has_a_verdict():
    assert {test.name.partition("[")[0] for test in report().groups[1].tests} == set(EXPECTED)


def test_output_is_kept_with_its_test():
    assert "raw text" in results("test_5_prints_past_python")[0].output
    assert results("test_flood")[0].output.endswith("[cut after 64 KiB]")


def test_the_candidates_traceback_is_shown_without_the_harness():
    (found,) = results("test_exception")
    assert 'raise DeepError("bad thing")' in found.traceback and "harness" not in found.traceback
    assert found.message == "DeepError: bad thing"


def test_a_missing_name_is_said():
    assert results("test_missing_name")[0].message == "shop has no no_such_name"
    assert results("test_missing_module")[0].message == "there is no module gone"
    assert "this module can't be imported" in results("test_module_that_fails")[0].message


def test_the_channel_is_named_when_it_is_broken():
    assert "wrote into the harness's channel" in results("test_frames")[0].message
