"""A whole round in figures: what the round page, its JSON and its CSV all show. Nothing else computes them."""

import statistics
from collections import Counter
from collections.abc import MutableMapping, Sequence
from typing import Literal

from pydantic import ConfigDict, Field

from harness.evaluation import Locked, Model
from harness.roundrow import Row, kept, row
from harness.rounds.agreement import Agreement, agreement
from harness.rounds.folder import RoundFolder
from harness.rounds.round import Amendment

SCHEMA: Literal["grade/round-figures/1"] = "grade/round-figures/1"

ENOUGH = 5
"""Submissions from which a group that all or none pass is worth a warning; with fewer it happens by chance."""
NEARLY = 0.9
"""Share of submissions that "nearly everyone" means."""
HALF = 0.5
"""A group is failed by a submission that passes less than this share of its tests."""
HARDEST = 10
"""Single tests that are listed."""

Cache = MutableMapping[str, tuple[object, Row]]


class CriterionFigures(Model):
    """counts: submissions at levels 1, 1.5, ... 4, by level as text. open: those without. median: of levels that are there."""

    id: str
    title: str
    weight: float
    must: int | None
    measured: bool
    counts: dict[str, int]
    open: int
    median: float | None


class GroupFigures(Model):
    """A test group over everyone who was graded. mean: of scores, 0 to 1. full, none: who passed all of it, who nothing.

    failed: who passed less than half of it. warning: why the group itself should be looked at, or nothing.
    """

    name: str
    weight: float
    tests: int
    graded: int
    mean: float | None
    full: int
    none: int
    failed: int
    warning: Literal["", "nearly everyone fails", "everyone passes"] = ""


class TestFigures(Model):
    """A hidden test that not everyone passed. warning: nobody passed it."""

    __test__ = False

    group: str
    name: str
    graded: int
    passed: int
    warning: bool


class AgreementFigures(Agreement):
    """With what the criterion is called; all pooled where that is None."""

    title: str


class Spread(Model):
    """Of figures that are there. Percent or seconds, as the name says."""

    count: int = 0
    least: float | None = None
    median: float | None = None
    most: float | None = None


class RoundFigures(Model):
    """The whole. as_of: time of the last entry of the log, whose number is `entries`; nothing later is in it.

    names: for each code name what a page may call it, which is the code name until the round was revealed.
    """

    schema_: Literal["grade/round-figures/1"] = Field(SCHEMA, alias="schema")
    round: str
    stage: str
    profile: str
    challenge: str | None
    as_of: str
    entries: int
    lock: Locked
    amendments: tuple[Amendment, ...]
    closed_at: str | None
    pass_mark: float
    graders_per_submission: int
    appeals: int
    submissions: tuple[Row, ...]
    names: dict[str, str]
    invited: int = Field(description="code names that have not handed in")
    graded: int
    outcomes: dict[str, int]
    scorecards: tuple[int, int] = Field(description="handed in, and wanted for everyone who is in")
    covered: int
    totals: Spread
    tests_totals: Spread
    durations_s: Spread
    criteria: tuple[CriterionFigures, ...]
    groups: tuple[GroupFigures, ...] = Field(description="hardest first")
    hardest_tests: tuple[TestFigures, ...]
    agreement: tuple[AgreementFigures, ...]

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def figures(book: RoundFolder, cache: Cache | None = None) -> RoundFigures:
    """The round as it stands. cache: kept by somebody who asks again and again, so that only what changed is read again."""
    files = _files(book)
    rows = (*(_row(book, code, files.get(code, ()), {} if cache is None else cache) for code in book.codes), *kept(book))
    state = book.state
    there = [each for each in rows if not each.forgotten]
    graded = [each for each in rows if each.groups]
    counts = Counter(each.outcome for each in rows)
    return RoundFigures(
        round=book.round.name,
        stage=book.round.stage,
        profile=book.round.profile,
        challenge=book.round.challenge.name if book.round.challenge else None,
        as_of=book.entries[-1].at,
        entries=len(book.entries),
        lock=book.lock(),
        amendments=book.round.amendments,
        closed_at=state.closed.at if state.closed else None,
        pass_mark=book.rubric.pass_mark,
        graders_per_submission=book.round.graders_per_submission,
        appeals=len(state.appeals),
        submissions=rows,
        names=_names(book, rows),
        invited=len(state.candidates) - len(rows),
        graded=len(graded),
        outcomes={name: counts[name] for name in ("reached", "open", "not reached")},
        scorecards=(sum(min(each.handed_in, each.wanted) for each in there), sum(each.wanted for each in there)),
        covered=sum(each.covered for each in there),
        totals=_spread([each.total for each in rows]),
        tests_totals=_spread([each.tests_total for each in rows]),
        durations_s=_spread([each.duration_s for each in rows]),
        criteria=_criteria(book, rows),
        groups=_groups(graded),
        hardest_tests=_tests(graded),
        agreement=_agreement(book, rows),
    )


def _files(book: RoundFolder) -> dict[str, list[tuple[str, str]]]:
    """Path and hash of the files of each submission, in the order of their paths."""
    found: dict[str, list[tuple[str, str]]] = {}
    for path, (sha256, _) in sorted(book.state.files.items()):
        for part in path.split("/")[1:]:
            if (code := part.partition(".")[0]) in book.state.candidates:
                found.setdefault(code, []).append((path, sha256))
    return found


def _row(book: RoundFolder, code: str, own: Sequence[tuple[str, str]], cache: Cache) -> Row:
    """Read again only where a file of this submission, its graders, or the rubric has changed."""
    key = (book.round.rubric.sha256, book.state.closed is None, len(book.state.amendments), len(book.state.appeals), tuple(own))
    if code not in cache or cache[code][0] != key:
        cache[code] = (key, row(book, code))
    return cache[code][1]


def _names(book: RoundFolder, rows: tuple[Row, ...]) -> dict[str, str]:
    if book.state.revealed is None:
        return {each.code: each.code for each in rows}
    people = book.names().people
    return {each.code: people[each.code].name if each.code in people else each.code for each in rows}


def _spread(values: list[float | None]) -> Spread:
    there = sorted(value for value in values if value is not None)
    if not there:
        return Spread()
    return Spread(count=len(there), least=there[0], median=round(statistics.median(there), 3), most=there[-1])


def _criteria(book: RoundFolder, rows: tuple[Row, ...]) -> tuple[CriterionFigures, ...]:
    found = []
    for criterion in book.rubric.criteria:
        levels = [level for each in rows if (level := each.levels.get(criterion.id)) is not None]
        counts = Counter(levels)
        found.append(
            CriterionFigures(
                **criterion.model_dump(include={"id", "title", "weight", "must"}),
                measured=criterion.measured is not None,
                counts={f"{half / 2:g}": counts[half / 2] for half in range(2, 9)},
                open=len(rows) - len(levels),
                median=statistics.median(levels) if levels else None,
            )
        )
    return tuple(found)


def _groups(graded: list[Row]) -> tuple[GroupFigures, ...]:
    names = {name: None for each in graded for name in each.groups}
    found = []
    for name in names:
        there = [each.groups[name] for each in graded if name in each.groups and each.groups[name].score is not None]
        scores = [each.score for each in there if each.score is not None]
        failed = sum(score < HALF for score in scores)
        full = sum(score == 1 for score in scores)
        warning: Literal["", "nearly everyone fails", "everyone passes"] = ""
        if len(scores) >= ENOUGH and failed >= NEARLY * len(scores):
            warning = "nearly everyone fails"
        elif len(scores) >= ENOUGH and full == len(scores):
            warning = "everyone passes"
        found.append(
            GroupFigures(
                name=name,
                weight=there[0].weight if there else 0,
                tests=max((each.tests for each in there), default=0),
                graded=len(scores),
                mean=round(statistics.fmean(scores), 4) if scores else None,
                full=full,
                none=sum(score == 0 for score in scores),
                failed=failed,
                warning=warning,
            )
        )
    return tuple(sorted(found, key=lambda each: (1.0 if each.mean is None else each.mean, each.name)))


def _tests(graded: list[Row]) -> tuple[TestFigures, ...]:
    seen = {name: sum(name in each.groups for each in graded) for name in {name for each in graded for name in each.groups}}
    failed = Counter((name, test) for each in graded for name, group in each.groups.items() for test in group.failed)
    hardest = sorted(failed.items(), key=lambda item: (-item[1] / seen[item[0][0]], item[0]))[:HARDEST]
    return tuple(
        TestFigures(
            group=group,
            name=test,
            graded=seen[group],
            passed=seen[group] - count,
            warning=seen[group] == count and count >= ENOUGH,
        )
        for (group, test), count in hardest
    )


def _agreement(book: RoundFolder, rows: tuple[Row, ...]) -> tuple[AgreementFigures, ...]:
    units = {
        criterion.id: [list(given) for each in rows if len(given := each.given.get(criterion.id, ())) > 1]
        for criterion in book.rubric.criteria
    }
    titles = {criterion.id: criterion.title for criterion in book.rubric.criteria}
    found = [agreement(name, those) for name, those in units.items() if those]
    if found:
        found.append(agreement(None, [unit for those in units.values() for unit in those]))
    return tuple(AgreementFigures(title=titles.get(each.criterion or "", "All criteria"), **vars(each)) for each in found)
