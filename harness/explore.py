"""A submission against a challenge's scope alone: read in the reader sandbox, no test is run."""

from collections.abc import Callable
from pathlib import Path

from harness.challenge import Challenge
from harness.evaluation import Scope
from harness.grading import challenge_of
from harness.sandbox import Progress
from harness.sandbox.select import choose
from harness.scope import Reader
from harness.unpack import unpack


def explore(
    source: Path,
    challenge: Challenge | None,
    sandbox: str = "auto",
    runtime: str | None = None,
    progress: Progress = lambda line: None,
    log: Callable[[str], None] = lambda line: None,
) -> Scope:
    """The scope of a submission, without functions that no test entered: nothing of it is run.

    Raises GradeError for bad input, HarnessError where no sandbox works here.
    """
    submission = unpack(source)
    chosen = challenge or challenge_of(submission, source)
    backend, probe = choose(sandbox, runtime)
    return Reader(backend, probe.backend, runtime, progress).start(submission, chosen, log).scope()
