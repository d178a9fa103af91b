"""Who is where in a pipeline: each stage's round, and each candidate's way through them.

A candidate has another code name in each round. Ways are joined by name where rounds were revealed, and nowhere else: so what
a grader sees here before that tells nothing about who is who. Levels are shown once a round is closed.
"""

from dataclasses import dataclass, field
from pathlib import Path

from harness.errors import GradeError
from harness.pipeline import PIPELINE, ROUND, Pipeline, StagePlan, load
from harness.rounds.log import LOG
from harness.text import one_line


@dataclass(frozen=True)
class StageStatus:
    """One stage. candidates: what is known of each, by name where the round was revealed, else by code name."""

    plan: StagePlan
    told: str
    candidates: dict[str, str] = field(default_factory=dict)
    revealed: bool = False


@dataclass(frozen=True)
class Status:
    """A whole pipeline."""

    pipeline: Pipeline
    stages: tuple[StageStatus, ...]

    def rows(self) -> list[tuple[str, list[str]]]:
        """For each candidate a cell for each stage, in the order in which they came in; an empty one where they weren't."""
        names: dict[str, None] = {}
        for stage in self.stages:
            names |= dict.fromkeys(stage.candidates)
        return [(name, [stage.candidates.get(name, "") for stage in self.stages]) for name in names]


def read(folder: Path) -> Status:
    """The status of the pipeline in a folder. A round that can't be read is told in its place."""
    pipeline = load(folder)
    return Status(pipeline, tuple(_stage(folder, plan) for plan in pipeline.stages))


def _stage(folder: Path, plan: StagePlan) -> StageStatus:
    if plan.left_out:
        return StageStatus(plan, f"left out: {plan.left_out}")
    place = folder / plan.folder / ROUND
    if not (place / LOG).exists():
        return StageStatus(plan, "no round yet")
    from harness.merge import of_round
    from harness.rounds.folder import open_round

    try:
        opened = open_round(place)
        wanted = opened.round.graders_per_submission
        found = {}
        for code, candidate in opened.state.candidates.items():
            cards = [card for card in opened.state.handed_in(code) if not card.stale]
            name = opened.shown_name(code)
            if name in found:  # somebody of the same name in this very round
                name = f"{name} ({code})"
            if candidate.forgotten:
                found[name] = "forgotten"
            elif cards and opened.state.closed:
                merged = of_round(opened, code)
                total = "" if merged.total is None else f" ({merged.total:.0f} %)"
                found[name] = f"pass mark {merged.outcome}{total}"
            elif cards:
                found[name] = f"scored {len(cards)} of {wanted}"
            elif candidate.graded:
                found[name] = "graded"
            elif candidate.added:
                found[name] = "handed in"
            else:
                found[name] = "invited"
    except GradeError as error:
        return StageStatus(plan, f"can't be read: {one_line(str(error).splitlines()[0], 200)}")
    state = opened.state
    what = "revealed" if state.revealed else "closed" if state.closed else "open"
    counted = f"{len(found)} candidate{'' if len(found) == 1 else 's'}"
    warning = _other_rubric(plan, opened.round.rubric.sha256)
    return StageStatus(plan, f"{what}, {counted}{warning}", found, state.revealed is not None)


def _other_rubric(plan: StagePlan, locked: str) -> str:
    if plan.rubric is None or plan.rubric.sha256 == locked:
        return ""
    return f"; its rubric is not the one that {PIPELINE} names"
