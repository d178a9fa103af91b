"""A rubric: what is scored at one stage for one profile, with four observable levels for each criterion.

Parts that several rubrics share stand in `rubrics/shared/<name>.yaml`; an item of `criteria` or `red_flags` that says
`include: <name>` gets that part's keys, and its own keys win over them.
"""

import hashlib
import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from harness import bundled as bundle
from harness.challengefile import Line, Profile, Stage, Weight
from harness.errors import GradeError
from harness.evaluation import Group
from harness.nearby import did_you_mean
from harness.rubricparts import check, read
from harness.yamltext import dump

STAGES: tuple[Stage, ...] = ("screening", "coding", "system-design", "take-home")

EVIDENCE: Mapping[str, str] = {
    "groups": "all groups of hidden tests",
    "scope": "the scope band and its findings",
    "code": "the submitted code, with file and line",
    "own-tests": "tests that the candidate wrote",
    "DECISIONS.md": "what DECISIONS.md says, quoted",
    "QUESTIONS.md": "what QUESTIONS.md asks, quoted",
    "clarifications": "what the candidate asked during the round",
    "talk": "what was said, with the minute of the call",
    "sketch": "what the candidate drew or wrote down",
}
"""What can inform a criterion or show a red flag. `group:<name>` is one group of hidden tests."""

Level = Literal[1, 2, 3, 4]
LEVELS = ("not shown or harmful", "partly", "what the job needs", "beyond, at no needless cost")
"""What levels 1 to 4 mean on every criterion."""


def _id(text: str) -> str:
    if not re.fullmatch(r"[a-z0-9]+(?:-[a-z0-9]+)*", text) or len(text) > 64:
        raise ValueError(f'"{text}" is no id: up to 64 of a-z, 0-9 and single dashes, such as fits-the-size')
    return text


def _evidence(text: str) -> str:
    if text not in EVIDENCE and not re.fullmatch(r"group:[a-z][a-z0-9_]*", text):
        near = did_you_mean(text, EVIDENCE)
        raise ValueError(f'"{text}" is no evidence; {near or "it is group:<name>, or one of " + ", ".join(EVIDENCE)}')
    return text


Id = Annotated[str, AfterValidator(_id)]
Evidence = Annotated[str, AfterValidator(_evidence)]
Share = Annotated[float, Field(ge=0, le=1)]


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Measured(_Keys):
    """How a level follows from hidden tests. groups: empty for the challenge's whole total, else those of them that it has."""

    groups: tuple[str, ...] = Field((), description="names of test groups; none means the whole total")
    thresholds: tuple[Share, Share, Share] = Field(description="least share of passed tests, 0 to 1, for levels 2, 3 and 4")

    @model_validator(mode="after")
    def _ascending(self) -> "Measured":
        two, three, four = self.thresholds
        if not two < three < four:
            raise ValueError("thresholds must rise: the least share for level 2, then for 3, then for 4")
        return self


class Criterion(_Keys):
    """One thing that is scored. weight: percent of the rubric. must: the least level with which a candidate can pass."""

    id: Id
    title: Line
    asks: Line = Field(description="the question that a grader answers")
    weight: Weight = Field(description="percent; all criteria add up to 100")
    levels: tuple[Line, Line, Line, Line] = Field(description="what is seen at levels 1, 2, 3 and 4")
    must: Literal[2, 3, 4] | None = Field(None, description="the least level with which a candidate can pass")
    scores: tuple[Literal["judgement", "communication"], ...] = Field(description="what is scored beside the skill itself")
    evidence: tuple[Evidence, ...] = Field(min_length=1, description="what informs it")
    measured: Measured | None = Field(None, description="a level from hidden tests; without it, people judge")


class RedFlag(_Keys):
    """Something that a person may assert, with evidence; it changes no figure."""

    id: Id
    title: Line
    counts: Line = Field(description="what counts as one")
    does_not_count: Line = Field(description="what looks like one and is none")
    evidence: tuple[Evidence, ...] = Field((), description="what a grader must point at")


class Rubric(_Keys):
    """The whole file, with shared parts filled in. pass_mark: percent."""

    title: Line
    stage: Stage
    profile: Profile
    time_box_min: int = Field(gt=0, le=7 * 24 * 60, description="minutes that a candidate needs")
    pass_mark: float = Field(ge=0, le=100, description="least total in percent with which a candidate passes")
    criteria: tuple[Criterion, ...] = Field(min_length=4, max_length=7)
    red_flags: tuple[RedFlag, ...] = ()

    @model_validator(mode="after")
    def _whole(self) -> "Rubric":
        total = math.fsum(criterion.weight for criterion in self.criteria)
        if not math.isclose(total, 100, abs_tol=0.01):
            raise ValueError(f"the criteria's weights add up to {total:g}, not to 100")
        for kind, parts in (("criteria", self.criteria), ("red flags", self.red_flags)):
            ids = [part.id for part in parts]
            if twice := sorted({name for name in ids if ids.count(name) > 1}):
                raise ValueError(f"two {kind} have the id {twice[0]}")
        return self

    def criterion(self, name: str) -> Criterion:
        """The criterion with that id. Raises GradeError with the ids that are there."""
        for criterion in self.criteria:
            if criterion.id == name:
                return criterion
        ids = [criterion.id for criterion in self.criteria]
        raise GradeError(f'the rubric has no criterion "{name}" — {did_you_mean(name, ids) or "it has " + ", ".join(ids)}')


@dataclass(frozen=True)
class MeasuredLevel:
    """What the tests say of one criterion. level: None where that is open. share: 0 to 1. groups: those that were used."""

    level: Level | None
    share: float | None
    groups: tuple[str, ...]
    reason: str


def load(path: Path) -> Rubric:
    """The rubric in a file. Raises one GradeError with all that is wrong, each with file and line, in shared parts too."""
    return check(read(path), Rubric)


def bundled(stage: str, profile: str) -> Rubric:
    """The rubric that comes with the program for that stage and profile."""
    return load(place(stage, profile))


def place(stage: str, profile: str) -> Path:
    """Where that rubric's file is. Raises GradeError where the program has none."""
    path = bundle.folder("rubrics") / stage / f"{profile}.yaml"
    if (stage, profile) not in known():
        names = [f"{stage}/{profile}" for stage, profile in known()]
        near = did_you_mean(f"{stage}/{profile}", names)
        raise GradeError(f'there is no rubric "{stage}/{profile}" — {near or "the known ones are " + ", ".join(names)}')
    return path


def known() -> list[tuple[str, str]]:
    """Stage and profile of each rubric that comes with the program, in the order of the pipeline."""
    folder = bundle.folder("rubrics")
    return [(stage, path.stem) for stage in STAGES for path in sorted((folder / stage).glob("*.yaml"))]


def to_yaml(rubric: Rubric) -> str:
    """The rubric as one self-contained file, without includes, which `load` reads as the same; for a round's copy."""
    return dump(rubric.model_dump(mode="json", exclude_none=True))


def sha256(rubric: Rubric) -> str:
    """SHA-256 in hex of what the rubric says, shared parts included, however its files are laid out."""
    return hashlib.sha256(b"grade/rubric/1\n" + rubric.model_dump_json().encode()).hexdigest()


def percent(rubric: Rubric, levels: Mapping[str, float]) -> float:
    """The total in percent, rounded to 0.01: 0 with level 1 on all criteria, 100 with level 4. levels: by criterion's id.

    A level may be 2.5, the median of 2 and 3. Raises GradeError where a criterion has none.
    """
    missing = [criterion.id for criterion in rubric.criteria if criterion.id not in levels]
    if missing:
        raise GradeError(f"no total without a level for {', '.join(missing)}")
    parts = [criterion.weight * (levels[criterion.id] - 1) / 3 for criterion in rubric.criteria]
    return round(100 * math.fsum(parts) / math.fsum(criterion.weight for criterion in rubric.criteria), 2)


def below_must(rubric: Rubric, levels: Mapping[str, float]) -> tuple[Criterion, ...]:
    """The criteria whose level is under the least one that they must have."""
    return tuple(each for each in rubric.criteria if each.must is not None and levels.get(each.id, each.must) < each.must)


def measured_level(criterion: Criterion, groups: Iterable[Group]) -> MeasuredLevel | None:
    """The criterion's level from an evaluation's groups; None where it is judged.

    It is measured by the named groups that the challenge has, weighted as there, or by all where none is named. Where the
    challenge has none of the named ones, or the harness failed on a test, the level is None and a person judges.
    """
    if criterion.measured is None:
        return None
    wanted = criterion.measured.groups
    used = [group for group in groups if not wanted or group.name in wanted]
    names = tuple(group.name for group in used)
    weight = math.fsum(group.weight for group in used)
    if not used or not weight:
        return MeasuredLevel(None, None, (), f"the challenge has no group {' or '.join(wanted)}: a person judges this criterion")
    scores = [(group.weight, group.score) for group in used if group.score is not None]
    if len(scores) < len(used):
        return MeasuredLevel(None, None, names, "the harness failed on a test: grade the submission again, or judge")
    share = math.fsum(weight * score for weight, score in scores) / weight
    share = round(share, 6)
    level = 1 + sum(share >= least for least in criterion.measured.thresholds)
    least = ", ".join(f"{number} from {100 * share:g} %" for number, share in enumerate(criterion.measured.thresholds, 2))
    reason = f"{100 * share:.1f} % of the tests in {', '.join(names)}, weighted; level {least}"
    return MeasuredLevel((1, 2, 3, 4)[level - 1], share, names, reason)
