"""The flow for one submission: unpack, examine and read, and the evaluation with where it came from."""

import hashlib
import importlib
import os
import platform
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import harness
from harness import challenge as challenges
from harness import environments, results
from harness import rubric as rubrics
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.evaluation import Evaluation, FileShown, Locked, Named, Provenance, PublicTests, SandboxUsed, Scope, TestReport
from harness.examine import examine
from harness.files import folder_sha256, write_whole
from harness.sandbox import Backend, Environment, Probe, Progress
from harness.sandbox.select import choose
from harness.scope import Reader, scale_sha256
from harness.selfchecked import beside, claimed, of_public_tests
from harness.submission import Submission
from harness.text import visible
from harness.unpack import unpack

MAX_SHOWN = 256 * 1024  # characters of one file in the report
BLOCK = 4096  # bytes; a file takes whole blocks of its file system
MAX_SHOWN_ALL = 4 * 1024 * 1024

Watch = Callable[[int, int, str], None]


@dataclass(frozen=True)
class Graded:
    """An evaluation and the folder that holds it. reused: it was there already, made from the very same parts."""

    evaluation: Evaluation
    folder: Path
    reused: bool = False


class Grader:
    """What a batch shares: the sandbox that was chosen, and the environments that are ready. Thread-safe."""

    def __init__(self, sandbox: str = "auto", runtime: str | None = None, progress: Progress = lambda line: None) -> None:
        self.backend: Backend
        self.probe: Probe
        self.backend, self.probe = choose(sandbox, runtime)
        self.backend.sweep()  # what a run that was killed left behind
        self.runtime = runtime
        self.progress = progress
        self.sha256 = harness_sha256()
        self.reader = Reader(self.backend, self.probe.backend, runtime, progress)
        self._environments: dict[str, Environment] = {}
        self._names: dict[str, str] = {}
        self._lock = threading.Lock()

    def environment(self, challenge: Challenge) -> Environment:
        """The challenge's environment, made on first use."""
        with self._lock:
            if challenge.sha256 not in self._environments:
                made = environments.prepare(self.probe.backend, challenge.environment, self.progress)
                self._environments[challenge.sha256] = made
            return self._environments[challenge.sha256]

    def grade(
        self,
        source: Path,
        out: Path,
        challenge: Challenge | None = None,
        watch: Watch = lambda done, all_, name: None,
        fresh: bool = False,
    ) -> Graded:
        """Grade one submission into a folder of `out`.

        Raises GradeError for bad input, HarnessError where a retry makes sense.
        """
        clock = _Clock()
        submission = unpack(source)
        challenge = challenge or challenge_of(submission, source)
        clock.lap("unpack")
        environment = self.environment(challenge)
        clock.lap("environment")
        folder = out / self._folder_of(submission)
        if not fresh and (known := self._known(folder, submission, challenge, environment)) is not None:
            return Graded(known, folder, reused=True)
        evaluation, log = self.evaluate(submission, challenge, watch, clock)
        results.write(folder, evaluation)
        write_whole(folder / "run.log", log.encode())
        return Graded(evaluation, folder)

    def evaluate(
        self,
        submission: Submission,
        challenge: Challenge,
        watch: Watch = lambda done, all_, name: None,
        clock: "_Clock | None" = None,
    ) -> tuple[Evaluation, str]:
        """What grading says of one submission, and the log of the run; nothing is written."""
        clock = clock or _Clock()
        _has_room(submission, challenge)
        environment = self.environment(challenge)
        clock.lap("environment")
        log = _Log()
        # While the sandboxes start, what writes the report loads.
        threading.Thread(target=importlib.import_module, args=("harness.report",), daemon=True).start()
        reading = self.reader.start(submission, challenge, log)
        report = examine(submission, challenge, self.backend, environment, runtime=self.runtime, watch=watch, log=log)
        clock.lap("examine")
        scope = reading.scope(report, environment)
        clock.lap("read")
        public = self._public(submission, challenge, environment, log)
        clock.lap("public")
        return self._evaluation(submission, challenge, environment, report, scope, public, clock), log.text()

    def _public(self, submission: Submission, challenge: Challenge, environment: Environment, log: "_Log") -> PublicTests | None:
        """The public tests, where the submission says what the candidate's own check made of them."""
        claim, public = claimed(submission), of_public_tests(challenge)
        if claim is None or public is None:
            return None
        report = examine(submission, public, self.backend, environment, runtime=self.runtime, log=log)
        return beside(claim, submission, report)

    def _folder_of(self, submission: Submission) -> str:
        """Its name; and a piece of its hash where another one of this batch has that name, as `a b.zip` and `a-b.zip` do."""
        with self._lock:
            holder = self._names.setdefault(submission.name.casefold(), submission.sha256)
        return submission.name if holder == submission.sha256 else f"{submission.name}-{submission.sha256[:8]}"

    def _known(self, folder: Path, submission: Submission, challenge: Challenge, environment: Environment) -> Evaluation | None:
        """A result that is there already, where all that went into it is the same."""
        try:
            found = results.read(folder / "result.json")
        except GradeError:
            return None
        same = (
            found.submission.sha256 == submission.sha256
            and found.challenge.sha256 == challenge.sha256
            and found.provenance.environment_sha256 == environment.sha256
            and found.provenance.harness_sha256 == self.sha256
            and (found.sandbox.backend, found.sandbox.runtime) == (self.probe.backend, self.runtime)
            and found.provenance.lock == one_off(challenge)
            and found.scope.scale_sha256 in ("", scale_sha256(challenge))
        )
        return found if same and found.total is not None else None

    def _evaluation(
        self,
        submission: Submission,
        challenge: Challenge,
        environment: Environment,
        report: TestReport,
        scope: Scope,
        public: PublicTests | None,
        clock: "_Clock",
    ) -> Evaluation:
        return Evaluation(
            challenge=Named(name=challenge.name, sha256=challenge.sha256),
            submission=Named(name=submission.name, sha256=submission.sha256),
            total=report.total,
            groups=report.groups,
            scope=scope,
            sandbox=SandboxUsed(
                backend=self.probe.backend,
                version=self.probe.version,
                runtime=self.runtime,
                in_force=self.probe.in_force,
                weaker=self.probe.weaker,
            ),
            provenance=Provenance(
                harness_version=harness.__version__,
                harness_sha256=self.sha256,
                environment_sha256=environment.sha256,
                python=challenge.environment.python,
                host=f"{platform.system()} {platform.release()} {platform.machine()}, {os.cpu_count()} CPUs",
                limits=challenge.limits,
                started_at=clock.began.isoformat(timespec="seconds"),
                finished_at=datetime.now(UTC).isoformat(timespec="seconds"),
                steps_s=clock.laps,
                lock=one_off(challenge),
            ),
            files=shown(submission),
            notes=(*submission.notes, *environment.notes, *report.notes),
            public=public,
        )


def grade(
    source: Path,
    challenge: Challenge | None,
    out: Path,
    sandbox: str = "auto",
    runtime: str | None = None,
    fresh: bool = True,
) -> Evaluation:
    """Grade one submission, without a batch around it."""
    return Grader(sandbox, runtime).grade(source, out, challenge, fresh=fresh).evaluation


def one_off(challenge: Challenge) -> Locked:
    """What holds outside a round: the program's own rubric for the challenge's stage and first profile, locked by nobody."""
    rubric = rubrics.bundled(challenge.stage, challenge.profiles[0])
    return Locked(rubric=rubric.title, rubric_sha256=rubrics.sha256(rubric))


def challenge_of(submission: Submission, source: Path) -> Challenge:
    """The challenge that the submission's `.challenge` names: one of the known ones, never a path."""
    if submission.challenge is None:
        raise GradeError(
            f"{source}: no challenge is named: the submission has no file .challenge; say --challenge NAME "
            f"(known: {', '.join(challenges.known())})"
        )
    try:
        return challenges.named(submission.challenge)
    except GradeError as error:
        raise GradeError(f"{source}, its file .challenge: {error}\nSay --challenge NAME or FOLDER to choose another.") from None


def _has_room(submission: Submission, challenge: Challenge) -> None:
    """Raises GradeError where the work folder can't hold the submission: half of one would be graded as if it were all."""
    size = sum(-(-len(file.data) // BLOCK) * BLOCK for file in submission.files)
    if size > challenge.limits.disk_mib * 1024 * 1024:
        raise GradeError(
            f"{submission.name}: its files need {size / 1024 / 1024:.1f} MiB, and the work folder of {challenge.name} has "
            f"{challenge.limits.disk_mib} MiB\nLeave out what the program does not need, or raise limits.disk_mib."
        )


def shown(submission: Submission) -> tuple[FileShown, ...]:
    """The files for the report: text made safe, bounded; the rest by name and size."""
    left = MAX_SHOWN_ALL
    files = []
    for file in submission.files:
        text, note = None, ""
        if b"\0" in file.data[:8192]:
            note = "not text"
        elif left <= 0:
            note = "left out: the report shows 4 MiB of sources"
        else:
            text = visible(file.data, min(MAX_SHOWN, left))
            left -= len(text)
        files.append(
            FileShown(
                path=file.path,
                size=len(file.data),
                sha256=hashlib.sha256(file.data).hexdigest(),
                text=text,
                note=note,
            )
        )
    return tuple(files)


def harness_sha256() -> str:
    """The hash of the program itself."""
    return folder_sha256(Path(harness.__file__).parent)


class _Clock:
    """Seconds by step."""

    def __init__(self) -> None:
        self.began = datetime.now(UTC)
        self.laps: dict[str, float] = {}
        self._last = time.monotonic()

    def lap(self, name: str) -> None:
        now = time.monotonic()
        self.laps[name] = round(self.laps.get(name, 0) + now - self._last, 4)
        self._last = now


class _Log:
    """Lines with the seconds since the start."""

    def __init__(self) -> None:
        self._began = time.monotonic()
        self._lines: list[str] = []

    def __call__(self, line: str) -> None:
        self._lines.append(f"{time.monotonic() - self._began:9.3f} {line}")

    def text(self) -> str:
        return "\n".join(self._lines) + "\n"
