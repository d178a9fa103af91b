"""`grade challenge verify`: all checks that a challenge must pass to be called fair. Each is a function from bench to `Check`."""

import platform
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import harness
from harness.challenge import Challenge
from harness.evaluation import Named
from harness.fairness.answers import cheating, labelled, more_than_one_way, nothing, reference, under_load
from harness.fairness.bench import Bench, Say, processors
from harness.fairness.handout import handout
from harness.fairness.independence import independence, same_verdict, wavering
from harness.fairness.mutation import mutation
from harness.fairness.record import Check, FairnessRecord, proved
from harness.fairness.rules import traced
from harness.grading import Grader

CHECKS: tuple[Callable[[Bench], Check], ...] = (
    reference,
    nothing,
    traced,
    handout,
    labelled,
    more_than_one_way,
    cheating,
    independence,
    under_load,
    same_verdict,
    mutation,
)
"""In this order: later ones read what earlier ones found."""


def verify(
    challenge: Challenge,
    graders: list[Grader],
    *,
    repeats: int = 3,
    jobs: int = 2,
    most_mutants: int | None = None,
    keep: Path | None = None,
    loaded: int = 0,
    trace: bool = True,
    say: Say,
) -> FairnessRecord:
    """Prove, or say what is missing. challenge: one that `folder.whole` found whole; see `Bench` for keep, loaded and trace."""
    began = time.monotonic()
    bench = Bench(challenge, graders, repeats, jobs, most_mutants, say, keep, loaded, trace)
    checks = [_timed(bench, check) for check in CHECKS]
    return FairnessRecord(
        challenge=Named(name=challenge.name, sha256=challenge.sha256),
        proved=proved(challenge),
        harness_version=harness.__version__,
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        machine=f"{platform.system()} {platform.machine()}, {processors()} processors, Python {platform.python_version()}",
        sandboxes=tuple(f"{g.probe.backend}{f' ({g.runtime})' if g.runtime else ''}" for g in graders),
        repeats=repeats,
        loaded=loaded,
        runs=bench.runs,
        checks=tuple(checks),
        rules=tuple(bench.rules),
        mutation=bench.mutation,
        wavering=wavering(bench),
        seconds=round(time.monotonic() - began, 1),
        graded_s=round(bench.graded_s, 1),
    )


def _timed(bench: Bench, check: Callable[[Bench], Check]) -> Check:
    bench.say((check.__doc__ or check.__name__).splitlines()[0])
    began = time.monotonic()
    return check(bench).model_copy(update={"seconds": round(time.monotonic() - began, 1)})
