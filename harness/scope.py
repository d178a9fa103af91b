"""Submission and challenge in, `Scope` out: the files are read as text in the reader sandbox, beside the pod; none of it runs.

Whatever goes wrong here costs the band and nothing else: the reason stands in its place.
"""

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

from harness.challenge import Challenge
from harness.environments.spec import EnvironmentSpec
from harness.errors import GradeError
from harness.evaluation import Scope, TestReport
from harness.sandbox import Backend, Environment, Progress
from harness.submission import Submission
from harness.verdicts import Verdict

if TYPE_CHECKING:
    from harness.heuristics.reading import Reading as Read
    from harness.heuristics.scale import Scale

OLDEST_PYTHON = (3, 11)
"""The reader's modules need this one or a later one; they read a submission in the syntax of the Python that they run on."""


def scale_sha256(challenge: Challenge) -> str:
    """A hash of what the challenge's scale is made from: its brief, reference and samples are in no other hash."""
    from harness.heuristics import scale

    return scale.key(challenge)


class Reader:
    """What a batch shares: the sandbox, and the reader's environment once it is there. Thread-safe."""

    def __init__(self, backend: Backend, name: str, runtime: str | None = None, progress: Progress = lambda line: None) -> None:
        self._backend, self._name, self._runtime, self._progress = backend, name, runtime, progress
        self._environments: dict[str, Environment] = {}
        self._lock = threading.Lock()

    def start(self, submission: Submission, challenge: Challenge, log: Callable[[str], None] = lambda line: None) -> "Reading":
        """Read it in a thread of its own."""
        return Reading(self, submission, challenge, log)

    def read(
        self, submission: Submission, challenge: Challenge, log: Callable[[str], None] = lambda line: None
    ) -> "tuple[Read, Scale]":
        """(reading, scale). Raises HarnessError where the sandbox can't be had."""
        from harness.heuristics import reading, scale  # loads in the reader's thread, not at the program's start

        known = scale.scale(challenge).without(submission.sha256)  # nothing is measured against itself
        environment = self._environment(challenge)
        return reading.in_sandbox([submission], challenge, self._backend, environment, self._runtime, log)[0], known

    def entered(
        self,
        read: "Read",
        submission: Submission,
        challenge: Challenge,
        report: TestReport,
        subject: Environment,
        log: Callable[[str], None],
    ) -> "Read":
        """The reading with what a run apart adds to it: functions that no test entered. The same where that can't be known."""
        from harness.heuristics import entered

        environment = self._environment(challenge)
        numbers = entered.entered(submission, read, challenge, report, self._backend, subject, environment, self._runtime, log)
        return entered.added(read, numbers) if numbers is not None else read

    def _environment(self, challenge: Challenge) -> Environment:
        from harness import environments

        spec = reader_spec(challenge)
        with self._lock:
            if spec.python not in self._environments:
                self._environments[spec.python] = environments.prepare(self._name, spec, self._progress, ("reader",))
            return self._environments[spec.python]


def reader_spec(challenge: Challenge) -> EnvironmentSpec:
    """The reader's own environment: the challenge's Python or a later one, and nothing of the challenge."""
    version = tuple(int(part) for part in challenge.environment.python_version.split("."))
    oldest = max(version, OLDEST_PYTHON)
    return EnvironmentSpec(python=f"{oldest[0]}.{oldest[1]}+")


class Reading:
    """A reading on its way."""

    def __init__(self, reader: Reader, submission: Submission, challenge: Challenge, log: Callable[[str], None]) -> None:
        self._reader, self._submission, self._challenge, self._log = reader, submission, challenge, log
        self._found: tuple[Read, Scale] | None = None
        self._failed = ""
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._found = self._reader.read(self._submission, self._challenge, self._log)
        except GradeError as error:  # HarnessError too
            self._failed = str(error).splitlines()[0]
        except Exception as error:
            self._failed = f"a fault of the harness: {type(error).__name__}: {error}"

    def scope(self, report: TestReport | None = None, subject: Environment | None = None) -> Scope:
        """The outcome, once it is there. report, subject: of the hidden tests, and what they ran in, where they ran."""
        self._thread.join()
        if self._found is None:
            return Scope(reason=f"the submission could not be read: {self._failed}")
        read, scale = self._found
        scope = judged(read, scale, report)
        if report is None or subject is None or scope.band == "not judged":
            return scope
        return self._with_entered(scope, read, scale, report, subject)

    def _with_entered(self, scope: Scope, read: "Read", scale: "Scale", report: TestReport, subject: Environment) -> Scope:
        from harness.heuristics import entered

        if not entered.may_add(read):
            return scope
        if report.duration_s > entered.MOST_S:
            line = f"which functions the tests entered: they took {report.duration_s:.0f} s, and are not run again for that"
            return scope.model_copy(update={"left_out": (*scope.left_out, line)})
        try:
            more = self._reader.entered(read, self._submission, self._challenge, report, subject, self._log)
        except GradeError as error:
            self._log(f"entered functions are not known: {error}")
            return scope
        return judged(more, scale, report) if more is not read else scope


def judged(read: "Read", scale: "Scale", report: TestReport | None = None) -> Scope:
    """A reading's band on a challenge's scale; none where no hidden test passed, since nobody knows then what the code does."""
    from harness.heuristics import scoring

    idle = report is not None and not any(test.verdict is Verdict.PASSED for test in report.tests)
    return scoring.judge(read, scale, why_not="no hidden test passed, so what the code does is not known" if idle else "")
