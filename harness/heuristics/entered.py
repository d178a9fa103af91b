"""Which functions the hidden tests enter: a run apart, of a copy with marks, after the tests have been judged.

What comes of it is said by the sandbox in which the submission runs, so it only ever adds to what reading has found: functions
beside another finding, and abstractions whose other implementations are never entered. It is dropped where it says less than
the results prove. The run costs as much as the tests, so it is only made where there is something that it could add to.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from harness.challenge import Challenge
from harness.evaluation import TestReport
from harness.examine import examine
from harness.heuristics import reading
from harness.heuristics.reading import Found, Reading
from harness.heuristics.source.marks import PLACE
from harness.sandbox import Backend, Environment
from harness.submission import SourceFile, Submission
from harness.verdicts import Verdict

MOST_S = 60.0
"""Tests that took longer are not run again."""
LEAST_NODES = 12  # of a function that is told: less is a line
SAID = re.compile(r"grade-entered:([0-9a-f]*):")
# A failure's message is how a figure gets out of the examiner.
CONFTEST = f'''

import pytest as _grade_pytest


@_grade_pytest.fixture(autouse=True)
def _grade_entered(candidate):
    yield
    try:
        numbers = {{int(line) for line in candidate.read("{PLACE}").split() if line.isdigit() and len(line) < 6}}
    except Exception:
        numbers = set()
    bits = 0
    for number in numbers:
        if number < 5000:
            bits |= 1 << number
    raise AssertionError(f"grade-entered:{{bits:x}}:")
'''


def may_add(read: Reading) -> bool:
    """Whether there is a finding that this could add to."""
    return bool(read.abstractions) or any(_may_grow(found) for found in read.findings)


def entered(
    submission: Submission,
    read: Reading,
    challenge: Challenge,
    report: TestReport,
    backend: Backend,
    subject: Environment,
    reader: Environment,
    runtime: str | None = None,
    log: Callable[[str], None] = lambda line: None,
) -> frozenset[int] | None:
    """Numbers of the functions that some test entered. None where it can't be known, or where it can't be true."""
    copy = reading.marked(submission, challenge, backend, reader, runtime, log)
    if copy is None:
        return None
    again = examine(copy, _with_marks(challenge), backend, subject, runtime=runtime, log=lambda line: None)
    by_test = {test.name: _numbers(f"{test.message}\n{test.detail}") for test in again.tests}
    proved = [test.name for test in report.tests if test.verdict is Verdict.PASSED]
    if not proved or any(not by_test.get(name) for name in proved):
        log("entered functions: the run says less than the results prove, and is dropped")
        return None
    found = frozenset(number for numbers in by_test.values() for number in numbers if number < len(read.functions))
    log(f"entered functions: {len(found)} of {len(read.functions)}")
    return found


def _with_marks(challenge: Challenge) -> Challenge:
    files = {file.path: file for file in challenge.hidden_files()}
    own = files.get("conftest.py")
    files["conftest.py"] = SourceFile("conftest.py", (own.data if own else b"") + CONFTEST.encode())
    return replace(challenge, _hidden=tuple(files[path] for path in sorted(files)))


def _numbers(text: str) -> set[int]:
    match = SAID.search(text)
    bits = int(match[1] or "0", 16) if match else 0
    return {number for number in range(bits.bit_length()) if bits >> number & 1}


def added(read: Reading, numbers: frozenset[int]) -> Reading:
    """The reading with what the run adds to its findings."""
    more = [*_dummies(read, numbers), *_functions(read, numbers)]
    counted = {**read.counted, "never_entered": sum(found.signal == "never_entered" for found in more)}
    return read.model_copy(update={"findings": (*read.findings, *more), "counted": counted})


def _dummies(read: Reading, numbers: frozenset[int]) -> Iterable[Found]:
    """Abstractions of which reading saw several implementations in use, and the tests entered one."""
    for path, line, name, implementations in read.abstractions:
        alive = [each for each, functions in implementations if numbers & set(functions)]
        if len(alive) <= 1 < len(implementations):
            rest = ", ".join(each for each, _ in implementations if each not in alive)
            said = f"of the implementations of {name} the tests enter {alive[0] if alive else 'none'}, and never {rest}"
            yield Found(signal="lone_implementation", file=path, line=line, message=said[:400], weight=1.0)


def _functions(read: Reading, numbers: frozenset[int]) -> Iterable[Found]:
    """In files in which reading found something."""
    files = {found.file for found in read.findings if _may_grow(found)}
    for number, (path, name, line, _, nodes, tested) in enumerate(read.functions):
        if number not in numbers and path in files and nodes >= LEAST_NODES and not tested and not name.endswith("__"):
            said = f"no test entered {name}"
            yield Found(signal="never_entered", file=path, line=line, message=said[:400], weight=1.0)


def _may_grow(found: Found) -> bool:
    """Findings of speculation, indirection and scope; comments and tests of one's own say nothing of a function."""
    from harness.heuristics import catalogue

    about = catalogue.signals().get(found.signal)
    return about is not None and about.family in ("speculation", "indirection", "scope")
