"""What tests, scope, scorecards and round come to together: the types. `harness.merge` makes them, pages show them."""

from collections.abc import Iterable
from typing import Literal

from pydantic import ConfigDict, Field

from harness.evaluation import Band, Locked, Model
from harness.rounds.folder import Adjudication
from harness.rounds.scorecard import Scorecard

SCHEMA: Literal["grade/merged/1"] = "grade/merged/1"

Source = Literal["measured", "overridden", "adjudicated", "agreed", "one grader", "median", "none"]
Outcome = Literal["reached", "not reached", "open"]


class Held(Model):
    """What a round holds of one submission beside its result.

    cards: those handed in, appeals' too. stale: the graders among them whose scorecard is to be done again. wanted: graders that
    the round asks for. appeals: number, and criterion or None for all, of those that nobody has answered. graded: whether the
    round has a challenge, so that there is a result to come; challenge_sha256: that one, as it is now. covered: nobody may see
    levels yet, since somebody still has to score; measured ones stay in sight, as everyone has them.
    """

    code: str
    lock: Locked
    wanted: int = 1
    cards: tuple[Scorecard, ...] = ()
    stale: tuple[str, ...] = ()
    adjudications: dict[str, Adjudication] = Field(default_factory=dict)
    appeals: tuple[tuple[int, str | None], ...] = ()
    graded: bool = True
    challenge_sha256: str = ""
    closed: bool = False
    covered: bool = False


class Opinion(Model):
    """One grader's level and reason. kind "left": handed in without overriding a measured level. counts: False where stale."""

    grader: str
    level: int
    reason: str
    kind: Literal["mark", "override", "left"] = "mark"
    at: str | None = None
    appeal: int | None = None
    counts: bool = True


class MeasuredFigure(Model):
    """What the tests say. level and share (0 to 1): None where that is open, for the `reason`."""

    level: int | None
    share: float | None
    groups: tuple[str, ...]
    thresholds: tuple[float, float, float]
    reason: str


class MergedCriterion(Model):
    """One criterion and how its level came about.

    level: None where there is none yet; 2.5 is a median half-way. low, high: what it can still become; equal to the level where
    it is final. points: its part of the total, in percent. apart: levels between the graders furthest apart. settled: False
    where they are two or more apart and nobody has adjudicated.
    """

    id: str
    title: str
    asks: str
    weight: float
    must: int | None
    levels: tuple[str, str, str, str]
    evidence: tuple[str, ...]
    level: float | None
    source: Source
    how: str
    final: bool
    low: float
    high: float
    points: float | None
    measured: MeasuredFigure | None = None
    opinions: tuple[Opinion, ...] = ()
    adjudicated: Adjudication | None = None
    apart: int = 0
    settled: bool = True

    @property
    def anchors(self) -> tuple[tuple[int, str], ...]:
        """The level and its text; both where it is half-way between two; none without a level."""
        around = sorted({int(self.level), int(self.level + 0.5)}) if self.level is not None else []
        return tuple((number, self.levels[number - 1]) for number in around)


class MustState(Model):
    """A criterion with a least level, and whether it is there."""

    criterion: str
    title: str
    least: int
    level: float | None
    state: Literal["met", "not met", "not yet known"]


class Missing(Model):
    """Something without which the picture is not whole. words: what, and what to do."""

    kind: Literal["result", "tests", "grader", "redo", "level", "settle", "appeal"]
    words: str
    criterion: str | None = None


class Raised(Model):
    """A red flag that a person asserts. counts: False where the scorecard is to be done again."""

    grader: str
    evidence: str
    counts: bool = True


class MergedFlag(Model):
    """A red flag of the rubric, and who raised it. It changes no figure."""

    id: str
    title: str
    counts: str
    does_not_count: str
    raised: tuple[Raised, ...] = ()


class FindingSaid(Model):
    """What graders say of one finding of the scope."""

    signal: str
    file: str
    line: int
    grader: str
    verdict: Literal["agree", "not here"]
    reason: str = ""


class Note(Model):
    """A grader's overall note."""

    grader: str
    text: str
    at: str | None = None


class GroupFigure(Model):
    """A test group, counted. score: 0 to 1; None where the harness failed on one of its tests."""

    name: str
    weight: float
    score: float | None
    passed: int
    tests: int


class TestFigures(Model):
    """The hidden tests, counted. total: percent. duration_s: seconds that the tests took."""

    __test__ = False

    total: float | None
    groups: tuple[GroupFigure, ...]
    duration_s: float


class ScopeFigures(Model):
    """The scope, in short. too_little: findings on the second axis."""

    band: Band
    points: float
    findings: int
    too_little: int
    reason: str


class Agreed(Model):
    """How far the graders of this one submission agree. criteria: those that two or more scored. Shares are of pairs, 0 to 1."""

    graders: int
    criteria: int
    exact: float | None = None
    within_one: float | None = None


class Merged(Model):
    """All of it for one submission.

    total: percent, from the levels that are there; None where one is missing. low, high: what it can still become.
    outcome: where that stands against what was fixed; "open" where what is missing can still change it. complete: nothing is
    missing. handed_in: scorecards that count, also where they are covered.
    """

    schema_: Literal["grade/merged/1"] = Field(SCHEMA, alias="schema")
    code: str
    rubric_title: str
    stage: str
    profile: str
    pass_mark: float
    lock: Locked
    wanted: int
    handed_in: int
    covered: bool
    closed: bool
    total: float | None
    low: float
    high: float
    outcome: Outcome
    why: str
    complete: bool
    musts: tuple[MustState, ...]
    criteria: tuple[MergedCriterion, ...]
    missing: tuple[Missing, ...]
    red_flags: tuple[MergedFlag, ...]
    findings: tuple[FindingSaid, ...]
    notes: tuple[Note, ...]
    agreed: Agreed
    tests: TestFigures | None
    scope: ScopeFigures | None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    @property
    def flagged(self) -> tuple[MergedFlag, ...]:
        """The red flags that somebody raised on a scorecard that counts."""
        return tuple(flag for flag in self.red_flags if any(each.counts for each in flag.raised))

    @property
    def levels(self) -> dict[str, float]:
        """The levels that are there, by criterion."""
        return {each.id: each.level for each in self.criteria if each.level is not None}


def to_json(merged: Merged) -> str:
    """The same for equal ones."""
    return merged.model_dump_json(by_alias=True, indent=2) + "\n"


def pairs(levels: Iterable[int]) -> list[int]:
    """How many levels each pair of graders is apart."""
    found = list(levels)
    return [abs(a - b) for index, a in enumerate(found) for b in found[index + 1 :]]
