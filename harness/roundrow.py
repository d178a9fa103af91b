"""One submission of a round as figures only: no text that a person wrote, so that it can outlive a candidate's erasure."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from harness.evaluation import Band, Model
from harness.merge import of_round
from harness.merged import Merged, Outcome
from harness.rounds.folder import RoundFolder
from harness.rounds.round import FORGOTTEN
from harness.verdicts import Verdict
from harness.yamlfile import load as load_yaml


class GroupRow(Model):
    """A test group. score: 0 to 1; None where the harness failed on one of its tests. failed: names of those not passed."""

    weight: float
    score: float | None
    tests: int
    failed: tuple[str, ...] = ()


class Row(Model):
    """A submission. levels: those that count, by criterion; given: each grader's, lowest first, without saying whose.

    total, low, high: the rubric's, percent, as in `Merged`; total is None while a level is missing, low and high are what it can
    still become. tests_total: percent; duration_s: seconds that the tests took. same_level: share of pairs of graders, 0 to 1.
    forgotten: the person's data was deleted; the figures are those of that moment.
    """

    code: str
    outcome: Outcome
    total: float | None
    low: float
    high: float
    musts: Literal["met", "not met", "not yet known", "none"]
    levels: dict[str, float | None]
    given: dict[str, tuple[int, ...]] = Field(default_factory=dict)
    handed_in: int
    wanted: int
    covered: bool
    missing: int = Field(description="things without which the picture is not whole")
    red_flags: tuple[str, ...] = Field((), description="ids of those that somebody raised")
    same_level: float | None = None
    apart: int = Field(0, description="criteria on which graders differ by two levels or more, and nobody has settled it")
    tests_total: float | None = None
    groups: dict[str, GroupRow] = Field(default_factory=dict)
    duration_s: float | None = None
    band: Band = "not judged"
    scope_points: float | None = None
    too_little: int = 0
    forgotten: bool = False


class Kept(Model):
    """The whole of `forgotten.yaml`."""

    rows: tuple[Row, ...] = ()


def row(book: RoundFolder, code: str) -> Row:
    """The figures of a submission as they are now; levels are covered while somebody still has to score it."""
    merged = of_round(book, code)
    result = book.result(code)
    tests, scope = merged.tests, merged.scope
    groups = {
        group.name: GroupRow(
            weight=group.weight,
            score=group.score,
            tests=len(group.tests),
            failed=tuple(test.name for test in group.tests if test.verdict not in (Verdict.PASSED, Verdict.INTERNAL_ERROR)),
        )
        for group in (result.groups if result else ())
    }
    return Row(
        code=code,
        outcome=merged.outcome,
        total=merged.total,
        low=merged.low,
        high=merged.high,
        musts=_musts(merged),
        levels={each.id: each.level for each in merged.criteria},
        given={each.id: given for each in merged.criteria if (given := _given(merged, each.id))},
        handed_in=merged.handed_in,
        wanted=merged.wanted,
        covered=merged.covered,
        missing=len(merged.missing),
        red_flags=tuple(flag.id for flag in merged.flagged),
        same_level=merged.agreed.exact,
        apart=sum(each.kind == "settle" for each in merged.missing),
        tests_total=tests.total if tests else None,
        groups=groups,
        duration_s=tests.duration_s if tests else None,
        band=scope.band if scope else "not judged",
        scope_points=scope.points if scope and scope.band != "not judged" else None,
        too_little=scope.too_little if scope else 0,
    )


def kept(book: RoundFolder) -> tuple[Row, ...]:
    """The figures of those whose data was deleted."""
    if FORGOTTEN not in book.state.files:
        return ()
    return load_yaml(Path(book.unchanged(FORGOTTEN)), Kept).rows


def _musts(merged: Merged) -> Literal["met", "not met", "not yet known", "none"]:
    states = {each.state for each in merged.musts}
    if not states:
        return "none"
    return "not met" if "not met" in states else "not yet known" if "not yet known" in states else "met"


def _given(merged: Merged, criterion: str) -> tuple[int, ...]:
    """Levels that people wrote down and that count; one who left a measured level alone gave none."""
    found = next(each for each in merged.criteria if each.id == criterion)
    return tuple(sorted(each.level for each in found.opinions if each.counts and each.kind != "left"))
