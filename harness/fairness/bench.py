"""The bench: one challenge under proof, every run that it takes, and what each of its submissions got so far."""

import contextlib
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import harness
from harness.challenge import Challenge
from harness.evaluation import Scope, TestReport, TestResult
from harness.examine import examine
from harness.fairness.record import Mutation, Rule
from harness.fairness.samples import Sample, samples
from harness.files import files_sha256, folder_sha256, write_whole
from harness.grading import Grader
from harness.heuristics import reading
from harness.heuristics.scale import Scale, scale
from harness.heuristics.scoring import judge
from harness.submission import Submission
from harness.unpack import unpack
from harness.verdicts import Verdict

Say = Callable[[str], None]
EMPTY = Submission("empty", "0" * 64, ())


@dataclass
class Bench:
    """One challenge under proof.

    keep: a folder for the result of every run, so that a proof that was stopped goes on where it was. loaded: how many runs of
    the reference, and of what broken samples fail, are made beside busy processes. trace: whether a
    mutant that one rule's tests caught is run against all others, to see whether they alone catch it.
    """

    challenge: Challenge
    graders: list[Grader]
    repeats: int
    jobs: int
    most_mutants: int | None
    say: Say
    keep: Path | None = None
    loaded: int = 0
    trace: bool = True
    reference: Submission = field(init=False)
    samples: list[Sample] = field(init=False)
    rules: list[Rule] = field(default_factory=list)
    mutation: Mutation | None = None
    first: TestReport | None = None  # of the reference
    reports: dict[str, TestReport] = field(default_factory=dict)  # of the samples
    verdicts: dict[str, Counter[Verdict]] = field(default_factory=lambda: defaultdict(Counter))  # of the reference, by test
    runs: int = 0
    graded_s: float = 0.0  # of all runs together, those that were kept among them
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _inside: str = ""

    def __post_init__(self) -> None:
        self.reference = unpack(self.challenge.folder / "reference")
        self.samples = samples(self.challenge)
        package = Path(harness.__file__).parent
        self._inside = folder_sha256(package / "inside") + folder_sha256(package / "testing")

    def run(
        self,
        submission: Submission,
        grader: Grader | None = None,
        *,
        number: int = 0,
        busy: int = 0,
        of: Challenge | None = None,
        shuffle: int | None = None,
        only: frozenset[str] | None = None,
        enough: Callable[[TestResult], bool] | None = None,
    ) -> TestReport:
        """Examine in the first sandbox, or in the one given; or take what was kept of the very same run.

        number: of a run that is repeated. busy: processes beside it, which `load` starts. of: the challenge, where its tests are
        others than the hidden ones. enough: ends the run, and what was kept of a run that ended so is taken only where it is
        enough again.
        """
        grader, challenge = grader or self.graders[0], of or self.challenge
        environment = grader.environment(self.challenge)
        order = (sorted(only) if only is not None else None, shuffle, number, busy)
        place = self._place(submission, challenge, (grader.probe.backend, grader.runtime, environment.sha256), order)
        report = _kept(place, enough)
        if report is None:
            stopped = False

            def asked(result: TestResult) -> bool:
                nonlocal stopped
                stopped = enough is not None and enough(result)
                return stopped

            report = examine(
                submission,
                challenge,
                grader.backend,
                environment,
                runtime=grader.runtime,
                shuffle=shuffle,
                only=only,
                enough=asked,
            )
            if place is not None:
                write_whole(place, json.dumps({"whole": not stopped, "report": report.model_dump(mode="json")}))
        self.count(1, report.duration_s)
        return report

    def count(self, runs: int, seconds: float) -> None:
        """So many more runs, and the seconds that they took."""
        with self._lock:
            self.runs += runs
            self.graded_s += seconds

    def place(self, submission: Submission, *what: str | bool) -> Path | None:
        """Where something is kept that was found of the submission with all hidden tests in the first sandbox."""
        grader = self.graders[0]
        where = (grader.probe.backend, grader.runtime, grader.environment(self.challenge).sha256)
        return self._place(submission, self.challenge, where, what)

    def run_all(self, submissions: Iterable[Submission]) -> list[TestReport]:
        """Several at a time, in order."""
        return self.each(self.run, submissions)

    def each(self, work: Callable[[Any], Any], items: Iterable[Any]) -> list[Any]:
        """Several at a time, in order; says how far it is."""
        listed = list(items)
        found = []
        with ThreadPoolExecutor(self.jobs) as pool:
            for done, result in enumerate(pool.map(work, listed), 1):
                found.append(result)
                if done % 10 == 0 and len(listed) > 10:
                    self.say(f"{done} of {len(listed)}")
        return found

    def scope(self, submission: Submission) -> Scope:
        """How much more than was asked it built, on the scale of all other samples: nothing is measured against itself."""
        return judge(reading.here([submission], self.challenge)[0], self._scale.without(submission.sha256), standings=False)

    @cached_property
    def _scale(self) -> Scale:
        return scale(self.challenge)

    def saw(self, report: TestReport) -> None:
        """Count the verdicts of one more run of the reference."""
        for test in report.tests:
            self.verdicts[test.name][test.verdict] += 1

    def _place(self, submission: Submission, challenge: Challenge, where: tuple[Any, ...], order: tuple[Any, ...]) -> Path | None:
        if self.keep is None:
            return None
        tests = files_sha256(challenge.hidden_files())
        settings = (challenge.imports, challenge.limits.model_dump(), list(challenge.groups), challenge.environment.preload)
        parts = (tests, settings, self._inside, files_sha256(submission.files), where, order)
        self.keep.mkdir(parents=True, exist_ok=True)
        return self.keep / (hashlib.sha256(json.dumps(parts, default=str).encode()).hexdigest()[:40] + ".json")


def _kept(place: Path | None, enough: Callable[[TestResult], bool] | None) -> TestReport | None:
    try:
        kept = json.loads(place.read_bytes()) if place is not None else {}
        report = TestReport.model_validate(kept["report"])
        if kept["whole"]:
            return report
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return report if enough is not None and any(enough(test) for test in report.tests) else None


@contextlib.contextmanager
def load(count: int) -> Iterator[None]:
    """With so many processes beside what runs that do nothing but take its time."""
    # Each looks after itself, too: where this process is killed, nobody else would end it.
    program = "import os\nparent = os.getppid()\nwhile os.getppid() == parent:\n    for _ in range(10**6): pass"
    busy = [subprocess.Popen([sys.executable, "-c", program]) for _ in range(count)]
    try:
        yield
    finally:
        for process in busy:
            process.kill()
            process.wait()


def part(challenge: Challenge, group: str) -> Challenge:
    """The same challenge with one group of its hidden tests, and what they need."""
    files = tuple(
        file
        for file in challenge.hidden_files()
        if file.path == f"test_{group}.py" or not (file.path.startswith("test_") and file.path.endswith(".py"))
    )
    return replace(challenge, groups={group: challenge.groups[group]}, _hidden=files)


def failing(report: TestReport) -> list[TestResult]:
    """The tests that did not pass."""
    return [test for test in report.tests if test.verdict is not Verdict.PASSED]


def told(test: TestResult) -> str:
    """One failing test, in a line."""
    return f"{test.name}: {test.verdict.words}: {test.message[:300]}"


def processors() -> int:
    """How many processes can run at a time here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
