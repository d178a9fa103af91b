"""What one grader says of one submission: `scores/<code>/<grader>.yaml`, written by `grade score` or by hand."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, ConfigDict, Field

from harness.errors import GradeError
from harness.evaluation import Evaluation, Model
from harness.nearby import did_you_mean
from harness.rubric import Criterion, Level, Rubric, measured_level
from harness.yamlfile import Document, check, read
from harness.yamltext import dump

SCHEMA: Literal["grade/scorecard/1"] = "grade/scorecard/1"

_NAME = re.compile(r"[a-z0-9]+(?:[-.][a-z0-9]+)*")


def _name(text: str) -> str:
    if not _NAME.fullmatch(text) or len(text) > 64:
        raise ValueError(f'"{text}" can\'t name a file: up to 64 of a-z, 0-9, single dashes and dots, such as ada or j.doe')
    return text


def _text(text: str) -> str:
    if not text.strip():
        raise ValueError("a reason is missing: say what was seen, and where")
    return text.strip()


GraderName = Annotated[str, AfterValidator(_name)]
Reason = Annotated[str, AfterValidator(_text)]


class Mark(Model):
    """A level and why. On a measured criterion it overrides what the tests say."""

    level: Level
    reason: Reason


class Flagged(Model):
    """A red flag that a person asserts. evidence: a file and line, a quote, or a minute of the call."""

    id: str
    evidence: Reason


class FindingVerdict(Model):
    """What the grader says of one finding of the scope."""

    signal: str
    file: str
    line: int
    verdict: Literal["agree", "not here"]
    reason: str = ""


class Scorecard(Model):
    """The whole file. handed_in_at: ISO 8601 in UTC; None for a draft, which nobody else sees and which counts for nothing.

    rubric_sha256: the rubric that it was scored with. appeal: the number of the appeal that asked for it, None for an ordinary
    one. left: ids of red flags, and findings, that were looked at and not taken up; so that a resumed session doesn't ask again.
    """

    schema_: Literal["grade/scorecard/1"] = Field(SCHEMA, alias="schema")
    submission: str
    grader: GraderName
    rubric_sha256: str = ""
    appeal: int | None = None
    criteria: dict[str, Mark] = Field(default_factory=dict)
    red_flags: tuple[Flagged, ...] = ()
    findings: tuple[FindingVerdict, ...] = ()
    left: tuple[str, ...] = ()
    note: str = ""
    handed_in_at: str | None = None

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def load(path: Path, rubric: Rubric, result: Evaluation | None = None) -> Scorecard:
    """The scorecard in a file, draft or not. Raises one GradeError with all that is wrong, each with file and line.

    Its ids are checked against the rubric, its findings against `result` where one is given.
    """
    document = read(path)
    card = check(document, Scorecard)
    if card is not None:
        _check_ids(document, card, rubric)
        if result is not None:
            _check_findings(document, card, result)
    document.raise_problems()
    assert card is not None
    return card


def to_yaml(card: Scorecard) -> str:
    """The text of the file, the same for equal scorecards."""
    return dump(card.model_dump(mode="json", by_alias=True))


def missing(
    card: Scorecard, rubric: Rubric, result: Evaluation | None, only: Iterable[str] | None = None
) -> tuple[Criterion, ...]:
    """The criteria without a mark that need one: those people judge, and measured ones whose level the tests leave open.

    only: ids of the criteria that are asked for (an appeal against one); None for all.
    """
    asked = None if only is None else set(only)
    return tuple(
        criterion
        for criterion in rubric.criteria
        if criterion.id not in card.criteria and (asked is None or criterion.id in asked) and not _measured(criterion, result)
    )


def _measured(criterion: Criterion, result: Evaluation | None) -> bool:
    measured = measured_level(criterion, result.groups if result else ())
    return measured is not None and measured.level is not None


def _check_ids(document: Document, card: Scorecard, rubric: Rubric) -> None:
    ids = [criterion.id for criterion in rubric.criteria]
    for name in card.criteria:
        if name not in ids:
            near = did_you_mean(name, ids) or "it has " + ", ".join(ids)
            document.problem(("criteria", name), f'the rubric has no criterion "{name}"', near)
    flags = [flag.id for flag in rubric.red_flags]
    for index, flagged in enumerate(card.red_flags):
        if flagged.id not in flags:
            near = did_you_mean(flagged.id, flags) or "it has " + (", ".join(flags) or "none")
            document.problem(("red_flags", index, "id"), f'the rubric has no red flag "{flagged.id}"', near)


def _check_findings(document: Document, card: Scorecard, result: Evaluation) -> None:
    known = {(finding.signal, finding.file, finding.line) for finding in (*result.scope.findings, *result.scope.too_little)}
    for index, said in enumerate(card.findings):
        if (said.signal, said.file, said.line) not in known:
            what = f"the result has no finding {said.signal} at {said.file}:{said.line}"
            document.problem(("findings", index), what, "take signal, file and line from result.json, or take this away")


def grader_name(text: str) -> str:
    """`text` as a grader's name. Raises GradeError."""
    try:
        return _name(text)
    except ValueError as error:
        raise GradeError(f"--as: {error}") from None
