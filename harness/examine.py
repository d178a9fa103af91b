"""Submission and challenge in, `TestReport` out: the hidden tests run in a pod, and every test gets a verdict.

Whatever the candidate's code does, this ends, and what it ends with is whole. A pod that is lost or stuck is replaced, and
the tests that have a verdict already are not run again.
"""

import itertools
import json
import math
import struct
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from harness import live
from harness.challenge import Challenge
from harness.errors import GradeError, HarnessError
from harness.evaluation import Group, TestReport, TestResult, score, total
from harness.inside import bootstrap
from harness.limits import Limits
from harness.sandbox import Backend, Environment, Pod, Sandbox
from harness.submission import Submission, tar_of
from harness.text import one_line, visible
from harness.verdicts import Verdict

GRACE_S = 5.0  # beyond a test's own limit, before its examiner counts as stuck
START_S = 60.0  # for a sandbox to come up: the harness's own clock
MAX_IDLE_PODS = 3  # that brought nothing new
MAX_EVENT = 64 * 1024 * 1024

EXAMINER_ENV = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
SUBJECT_ENV = {"PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUNBUFFERED": "1"}

Watch = Callable[[int, int, str], None]
"""Called with tests done, tests in all, and the test that runs."""


@dataclass
class _Run:
    """What is known so far of one submission's run."""

    challenge: Challenge
    limits: Limits
    log: Callable[[str], None]
    deadline: float = math.inf  # set when the first test starts: the harness's own start is not the candidate's time
    shuffle: int | None = None
    only: frozenset[str] | None = None
    enough: Callable[[TestResult], bool] = lambda result: False
    over: bool = False  # since a result was enough
    tests: dict[str, dict[str, Any]] | None = None  # by id, as collected: the denominator is fixed from here on
    results: dict[str, TestResult] = field(default_factory=dict)
    current: str | None = None
    opened: bool = False  # whether the candidate's code could run in the current test
    since: float = 0.0
    failures: dict[str, int] = field(default_factory=dict)

    def left(self) -> list[str]:
        return [test for test in self.tests or () if test not in self.results]

    def progress(self) -> tuple[int, int]:
        return len(self.results), sum(count for test, count in self.failures.items() if test != "?")


class _Stuck(Exception):
    """The pod can't go on; the run may."""


def examine(
    submission: Submission,
    challenge: Challenge,
    backend: Backend,
    environment: Environment,
    *,
    runtime: str | None = None,
    watch: Watch = lambda done, all_, name: None,
    shuffle: int | None = None,
    only: frozenset[str] | None = None,
    enough: Callable[[TestResult], bool] = lambda result: False,
    log: Callable[[str], None] = lambda line: None,
) -> TestReport:
    """Run the hidden tests of `challenge` against `submission`.

    shuffle: a seed for the order of the tests. only: ids (`test_x.py::test_y`) to run. enough: asked of each result; where it
    says yes, the run ends there, and the report holds what ran. Raises GradeError where the challenge's tests can't be
    collected, HarnessError where the sandbox fails; never for anything that the submission does.
    """
    began = time.monotonic()
    limits = challenge.limits
    run = _Run(challenge, limits, log, shuffle=shuffle, only=only, enough=enough)
    label = uuid.uuid4().hex
    idle = 0
    for attempt in itertools.count():
        before = run.progress()
        log(f"pod {attempt + 1} of run {label}, {getattr(backend, '__name__', 'sandbox')}")
        with live.tracked(backend.pod(environment, limits, f"{label}-{attempt}", runtime)) as pod:
            _one_pod(run, submission, pod, environment, watch)
        if run.over:
            return _report(run, time.monotonic() - began)
        idle = idle + 1 if run.progress() == before else 0
        # A test that ends its examiner costs a pod, and must not cost another test its turn: only the run's time bounds them.
        if run.tests is not None and (not run.left() or time.monotonic() >= run.deadline or idle == MAX_IDLE_PODS):
            break
    for test in run.left():
        _record(run, test, Verdict.TIME_LIMIT, "not reached within the run's time limit")
    return _report(run, time.monotonic() - began)


def _one_pod(run: _Run, submission: Submission, pod: Pod, environment: Environment, watch: Watch) -> None:
    """Go as far as one pod goes."""
    run.current, run.opened = None, False
    examiner = pod.start("examiner", [environment.python["examiner"], "-m", "harness.inside.examiner"], EXAMINER_ENV)
    subject: Sandbox | None = None
    folders: Mapping[str, str] = getattr(pod, "folders", {})
    try:
        examiner.send(
            _frame(_json(_config(run, folders.get("examiner", "/work")))) + _frame(tar_of(run.challenge.hidden_files()))
        )
        subject = _start_subject(pod, environment)
        events = _Events(examiner)
        while (event := _next_event(run, events)) is not None:
            _handle(run, event, examiner, subject, submission, folders.get("subject", "/work"), watch)
            if run.over:
                return
    except _Stuck:
        return
    except BrokenPipeError:
        pass
    finally:
        for role, sandbox in (("examiner", examiner), ("subject", subject)):
            if sandbox is not None and (said := sandbox.errors()):
                run.log(f"{role} said: {visible(said, 4000)}")
    _examiner_ended(run, examiner)


def _start_subject(pod: Pod, environment: Environment) -> Sandbox:
    """The agent's modules go in at once; the submission only when the hidden tests are collected."""
    subject = pod.start("subject", [environment.python["subject"], "-c", bootstrap.PROGRAM], SUBJECT_ENV)
    subject.send(bootstrap.payload())
    return subject


def _config(run: _Run, folder: str) -> dict[str, Any]:
    limits = run.limits
    return {
        "folder": folder,
        "imports": list(run.challenge.imports),
        "start_s": START_S,
        "done": list(run.results),
        "only": sorted(run.only) if run.only is not None else None,
        "shuffle": run.shuffle,
        "plugins": ["_hypothesis_pytestplugin"],
        "limits": {
            "test_s": limits.test_s,
            "output_bytes": limits.output_kib * 1024,
            "frame_bytes": limits.frame_kib * 1024,
            "frame_nodes": limits.frame_nodes,
            "file_bytes": limits.disk_mib * 1024 * 1024,
        },
    }


def _handle(
    run: _Run,
    event: dict[str, Any],
    examiner: Sandbox,
    subject: Sandbox,
    submission: Submission,
    folder: str,
    watch: Watch,
) -> None:
    kind = event["event"]
    if kind == "collect_error":
        raise GradeError(
            f"{run.challenge.folder}: the hidden tests can't be collected: "
            f"{one_line(event['where'], 200)}\n{visible(event['text'], 4000)}\n"
            "Mend the test; at the top of a test file the candidate's names may only be imported, not used."
        )
    if kind == "internal_error":
        if not run.opened:
            raise HarnessError(f"pytest failed in the examiner:\n{visible(event['text'], 8000)}")
        # The candidate's data may do that.
        run.log(f"pytest failed in the examiner, which ends it: {visible(event['text'], 8000)}")
    if kind == "collected":
        _collected(run, event["tests"])
    elif kind == "listening":
        token = uuid.uuid4().hex
        config = {
            "port": event["port"],
            "token": token,
            "folder": folder,
            "preload": list(run.challenge.environment.preload),
            "frame_bytes": run.limits.frame_kib * 1024,
            "frame_nodes": run.limits.frame_nodes,
            "output_bytes": run.limits.output_kib * 1024,
            "die_with_parent": folder != "/work",
        }
        subject.send(_frame(_json(config)) + _frame(submission.tar()))
        examiner.send(_frame(token.encode()))
    elif kind == "start":
        run.current, run.opened, run.since = event["id"], False, time.monotonic()
        run.deadline = min(run.deadline, run.since + run.limits.run_s)
        watch(len(run.results), len(run.tests or ()), event["id"])
    elif kind == "open":
        run.opened = True
    elif kind == "result":
        _result(run, event)
        run.current = None
        watch(len(run.results), len(run.tests or ()), event["id"])
    elif kind == "lost":
        _lost(run, event["id"])


def _collected(run: _Run, tests: list[dict[str, Any]]) -> None:
    if run.tests is not None:
        return
    run.tests = {test["id"]: test for test in tests}
    for group in run.challenge.groups:
        if run.only is None and not any(_group(test) == group for test in tests):
            raise GradeError(f"{run.challenge.folder}/tests/hidden/test_{group}.py holds no test; add one or take the group away")


def _result(run: _Run, event: dict[str, Any]) -> None:
    if event["id"] not in (run.tests or {}):
        return
    _record(
        run,
        event["id"],
        Verdict(event["verdict"]),
        visible(event["message"], 4000),
        duration_s=round(float(event["duration_s"]), 4),
        traceback=visible(event["traceback"], 16_000),
        detail=visible(event["detail"], 16_000),
        output=visible(event["output"], run.limits.output_kib * 1024 + 200),
    )


def _record(run: _Run, test: str, verdict: Verdict, message: str, **more: Any) -> None:
    about = (run.tests or {})[test]
    title = about["title"] or about["name"]
    run.log(f"{verdict.value:14} {test}")
    run.results[test] = TestResult(
        name=about["name"], title=title, rules=tuple(about["rules"]), verdict=verdict, message=message, **more
    )
    run.over = run.over or run.enough(run.results[test])


def _lost(run: _Run, test: str) -> None:
    """The subject's first process is gone. Before any of the candidate's code ran that is the harness's fault."""
    if test in run.results:
        return
    _failed_twice(run, test, "the candidate's sandbox ended before this test began")


def _examiner_ended(run: _Run, examiner: Sandbox) -> None:
    """The examiner's stream is at its end: after its last test, or too early."""
    if run.tests is None:
        raise HarnessError(f"the examiner ended before it had collected the tests:\n{visible(examiner.errors(), 4000)}")
    if run.current is not None and run.current in run.left():
        _failed_twice(run, run.current, "the examiner ended during this test")
    elif run.left() and not run.failures:
        run.failures["?"] = run.failures.get("?", 0) + 1
        if not run.results:
            raise HarnessError(f"the examiner ended before its first test:\n{visible(examiner.errors(), 4000)}")


def _failed_twice(run: _Run, test: str, message: str) -> None:
    """Once is chance, and the test is run again in a new pod; twice is its verdict. Where it happens often, it is no chance."""
    run.failures[test] = run.failures.get(test, 0) + 1
    if run.failures[test] < 2 and sum(count > 1 for count in run.failures.values()) < 3:
        return
    # An answer that fills the examiner's memory ends it in the first test, too: that is no fault of the harness's.
    if not run.results and not run.opened:
        raise HarnessError(f"{message}, twice, and no test had run before; see the engine's log")
    _record(run, test, Verdict.CRASHED, message)


def _report(run: _Run, took: float) -> TestReport:
    groups = []
    for name, weight in run.challenge.groups.items():
        tests = tuple(
            run.results[test] for test, about in (run.tests or {}).items() if _group(about) == name and test in run.results
        )
        groups.append(Group(name=name, weight=weight, score=score(tests), tests=tests))
    return TestReport(groups=tuple(groups), total=total(groups), duration_s=round(took, 3))


def _group(test: dict[str, Any]) -> str:
    return str(test["file"]).rpartition("/")[2].removeprefix("test_").removesuffix(".py")


# ---------------------------------------------------------------- the examiner's stream


class _Events:
    """Frames from the examiner's standard output."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.sandbox = sandbox
        self.buffer = b""

    def next(self, timeout_s: float) -> dict[str, Any] | None:
        """The next event; None at the end. Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        while True:
            if len(self.buffer) >= 4:
                (length,) = struct.unpack(">I", self.buffer[:4])
                if length > MAX_EVENT:
                    raise HarnessError("the examiner's stream is damaged")
                if len(self.buffer) >= 4 + length:
                    data, self.buffer = self.buffer[4 : 4 + length], self.buffer[4 + length :]
                    event: dict[str, Any] = json.loads(data)
                    return event
            chunk = self.sandbox.receive(max(0.001, deadline - time.monotonic()))
            if not chunk:
                return None
            self.buffer += chunk


def _next_event(run: _Run, events: _Events) -> dict[str, Any] | None:
    """The next event, or None at the end of the stream. Raises _Stuck where the run's or the test's time is up."""
    now = time.monotonic()
    if run.tests is None or (run.current is None and not run.results):
        until = now + START_S + 10  # the harness's own clock: nothing of the candidate's has run
    elif run.current is not None:
        until = run.since + run.limits.test_s + GRACE_S
    else:
        until = now + START_S
    by_run = run.deadline if run.results or run.current is not None else until
    try:
        event = events.next(max(0.0, min(until, by_run) - now))
    except TimeoutError:
        if run.tests is None:
            raise HarnessError(
                f"the examiner did not get ready within {START_S:.0f} s:\n{visible(events.sandbox.errors(), 4000)}"
            ) from None
        if run.current is not None and run.current in run.left():
            _record(run, run.current, Verdict.TIME_LIMIT, "the test was still running when its time was up")
        elif not run.results:
            raise HarnessError("the subject did not get ready in time; see the engine's log") from None
        raise _Stuck from None
    if event is not None and event["event"] == "done":
        return None
    return event


def _frame(data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + data


def _json(value: Any) -> bytes:
    return json.dumps(value).encode()
