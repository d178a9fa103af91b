"""What one grading found: the types behind `result.json`, which every report reads and nothing else computes."""

from collections.abc import Iterable
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from harness.limits import Limits
from harness.verdicts import Verdict

SCHEMA: Literal["grade/result/1"] = "grade/result/1"


class Model(BaseModel):
    """Frozen, and strict about what it does not know; JSON has no NaN, so no figure is one."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Named(Model):
    """A challenge or a submission, by name and by the hash of its content."""

    name: str
    sha256: str


class TestResult(Model):
    """One hidden test. All text is already bounded and valid UTF-8, with control characters made visible."""

    __test__ = False

    name: str
    title: str = Field("", description="what it is about, in words for people: the test's docstring, else its name")
    rules: tuple[int, ...] = Field((), description="the brief's rules that it checks")
    verdict: Verdict
    message: str = ""
    duration_s: float = 0.0
    traceback: str = Field("", description="the candidate's own traceback, where its code raised")
    detail: str = Field("", description="the hidden test's failure as pytest explains it; for graders only")
    output: str = Field("", description="what the subject printed, cut at the limit and said so")


class Group(Model):
    """One hidden-test file. score: share of its tests that passed, null where an internal error leaves it open."""

    name: str
    weight: float
    score: float | None
    tests: tuple[TestResult, ...]


class TestReport(Model):
    """What examining returns. total: percent, null where an internal error leaves it open."""

    __test__ = False

    groups: tuple[Group, ...]
    total: float | None
    duration_s: float
    notes: tuple[str, ...] = ()

    @property
    def tests(self) -> Iterable[TestResult]:
        """Every test, group by group."""
        return (test for group in self.groups for test in group.tests)


Band = Literal["right-sized", "look", "over-built", "not judged"]
Family = Literal["size", "speculation", "indirection", "scope", "baggage", "too little"]


class ScopeFinding(Model):
    """One place that may be more than was asked for, or less. points: its part of the scope's 100; 0 where it only tells."""

    signal: str
    family: Family = "size"
    file: str
    line: int
    message: str
    points: float


class SignalShare(Model):
    """What one signal adds. found: its findings. figure: what it measured, against the challenge's usual one."""

    signal: str
    family: Family
    found: int = 0
    points: float = 0.0
    figure: str = ""


class Standing(Model):
    """Where another solution of the same challenge stands on the same scale."""

    name: str
    kind: Literal["reference", "right-sized", "over-built"]
    points: float
    band: Band
    families: dict[str, float] = Field(default_factory=dict, description="points by family")


class Scope(Model):
    """Over-engineering, as a band with its findings: relative to what was asked, and never part of the total.

    points: 0 to 100, the sum of `families` and of `shares`. too_little: the second axis, never netted against the first.
    standings: the reference and the challenge's own samples. reason: why this band, or why none. left_out: what was not read.
    signals_sha256: of the signals that were used. scale_sha256: of what the scale was made from; empty where there was none.
    """

    band: Band = "not judged"
    points: float = 0.0
    findings: tuple[ScopeFinding, ...] = ()
    reason: str = ""
    families: dict[str, float] = Field(default_factory=dict, description="points by family")
    shares: tuple[SignalShare, ...] = ()
    too_little: tuple[ScopeFinding, ...] = ()
    standings: tuple[Standing, ...] = ()
    cutoffs: dict[str, float] = Field(default_factory=dict, description="points from which a band begins")
    left_out: tuple[str, ...] = ()
    signals_sha256: str = ""
    scale_sha256: str = ""


class PublicTests(Model):
    """The public tests, run in a pod like the hidden ones, beside what the candidate's own check said. Never scored.

    differences: sentences. same_files: whether the record says that it was made of the very files that were handed in.
    """

    tests: tuple[TestResult, ...]
    differences: tuple[str, ...] = ()
    same_files: bool = False


class SandboxUsed(Model):
    """Where it ran, and what this host could not promise."""

    backend: str
    version: str
    runtime: str | None = None
    in_force: tuple[str, ...] = ()
    weaker: tuple[str, ...] = ()


class Locked(Model):
    """The rubric that holds for a result, and since when. rubric_sha256: `harness.rubric.sha256`. Times are ISO 8601 in UTC.

    round: None outside a round, where the program's own rubric is taken and nothing was locked beforehand. submissions_before:
    how many were in the round when it was locked: 0, unless it was amended. number: which submission of the round this is.
    """

    round: str | None = None
    rubric: str
    rubric_sha256: str
    locked_at: str | None = None
    submissions_before: int | None = None
    number: int | None = None


class Provenance(Model):
    """All that a second run needs to be the same. Times are ISO 8601 in UTC."""

    harness_version: str
    harness_sha256: str
    environment_sha256: str
    python: str
    host: str
    limits: Limits
    started_at: str
    finished_at: str
    steps_s: dict[str, float] = Field(default_factory=dict, description="seconds by step of the flow")
    lock: Locked | None = Field(None, description="the rubric, locked when and before how many submissions")


class FileShown(Model):
    """One file of the submission as the report shows it; text is null where it is not text or too long."""

    path: str
    size: int
    sha256: str
    text: str | None = None
    note: str = ""


class Evaluation(Model):
    """The whole of `result.json`."""

    schema_: Literal["grade/result/1"] = Field(SCHEMA, alias="schema")
    challenge: Named
    submission: Named
    total: float | None = Field(description="percent, from 0 to 100; null where an internal error leaves it open")
    groups: tuple[Group, ...]
    scope: Scope
    sandbox: SandboxUsed
    provenance: Provenance
    files: tuple[FileShown, ...] = ()
    notes: tuple[str, ...] = ()
    public: PublicTests | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def score(tests: Iterable[TestResult]) -> float | None:
    """Share of `tests` that passed, from 0 to 1; None where one is an internal error."""
    verdicts = [test.verdict for test in tests]
    if Verdict.INTERNAL_ERROR in verdicts:
        return None
    return sum(verdict is Verdict.PASSED for verdict in verdicts) / len(verdicts) if verdicts else 0.0


def total(groups: Iterable[Group]) -> float | None:
    """Weighted mean of the groups' scores in percent, rounded to 0.01; None where one has none."""
    pairs = [(group.weight, group.score) for group in groups]
    if any(value is None for _, value in pairs):
        return None
    weight = sum(weight for weight, _ in pairs)
    return round(100 * sum(weight * (value or 0) for weight, value in pairs) / weight, 2) if weight else 0.0
