"""Test report, scope report, scorecards and round, merged into one picture that says how each figure came about. Pure.

Automated results are evidence, people's levels are the score: a measured criterion's level comes from test groups by the
rubric's thresholds, unless people override it; a judged one's is the adjudicated level, else the median of the graders.
"""

from collections.abc import Collection, Sequence

from harness import rubric as rubrics
from harness.evaluation import Evaluation, Group, Locked
from harness.heuristics import dismiss
from harness.level import counted, merged_criterion, outdated, waiting
from harness.merged import (
    Agreed,
    FindingSaid,
    GroupFigure,
    Held,
    Merged,
    MergedCriterion,
    MergedFlag,
    Missing,
    MustState,
    Note,
    Outcome,
    Raised,
    ScopeFigures,
    TestFigures,
    pairs,
)
from harness.rounds.agreement import APART
from harness.rounds.folder import RoundFolder
from harness.rounds.scorecard import Scorecard
from harness.rubric import Rubric
from harness.verdicts import Verdict


def merge(rubric: Rubric, result: Evaluation | None, held: Held) -> Merged:
    """The whole picture of one submission. Equal inputs give equal ones, in whatever order scorecards come."""
    cards = sorted(() if held.covered else held.cards, key=lambda card: card.grader)
    criteria = tuple(merged_criterion(each, result, held, cards) for each in rubric.criteria)
    musts = tuple(_must(each) for each in criteria if each.must is not None)
    levels = {each.id: each.level for each in criteria if each.level is not None}
    total = rubrics.percent(rubric, levels) if len(levels) == len(criteria) else None
    low = rubrics.percent(rubric, {each.id: each.low for each in criteria})
    high = rubrics.percent(rubric, {each.id: each.high for each in criteria})
    missing = tuple(_missing(criteria, result, held))
    measured = {each.id for each in criteria if each.source == "measured"} if waiting(held) and not held.closed else set()
    outcome, why = _outcome(rubric, musts, low, high, measured)
    said = _findings(held, cards)
    return Merged(
        code=held.code,
        rubric_title=rubric.title,
        stage=rubric.stage,
        profile=rubric.profile,
        pass_mark=rubric.pass_mark,
        lock=held.lock,
        wanted=held.wanted,
        handed_in=len(counted(held)),
        covered=held.covered,
        closed=held.closed,
        total=total,
        low=low,
        high=high,
        outcome=outcome,
        why=why,
        complete=not missing,
        musts=musts,
        criteria=criteria,
        missing=missing,
        red_flags=_flags(rubric, held, cards),
        findings=said,
        notes=tuple(Note(grader=card.grader, text=card.note, at=card.handed_in_at) for card in cards if card.note.strip()),
        agreed=_agreed(criteria, held),
        tests=_tests(result) if result else None,
        scope=_scope(result, said) if result else None,
    )


def of_result(rubric: Rubric, result: Evaluation, cards: Sequence[Scorecard] = ()) -> Merged:
    """The picture of one submission outside a round: nothing was locked beforehand, and whoever has scored it is all."""
    lock = result.provenance.lock or Locked(rubric=rubric.title, rubric_sha256=rubrics.sha256(rubric))
    return merge(rubric, result, Held(code=result.submission.name, lock=lock, wanted=max(len(cards), 1), cards=tuple(cards)))


def of_round(book: RoundFolder, code: str) -> Merged:
    """The picture of one submission of a round. Levels are covered while somebody still has to score it (`Held.covered`)."""
    return merge(book.rubric, book.result(code), held(book, code))


def held(book: RoundFolder, code: str) -> Held:
    """What the round has of one submission."""
    answered = {card.appeal for card in book.state.handed_in(code) if not card.stale}
    appeals = tuple(
        (each.number, each.criterion) for each in book.state.appeals if each.code == code and each.number not in answered
    )
    cards = book.scorecards(code)
    since = max((entry.at for entry in book.state.amendments), default="")
    stale = tuple(card.grader for card in cards if book.is_stale(code, card.grader))
    found = Held(
        code=code,
        lock=book.lock(code),
        wanted=book.round.graders_per_submission,
        cards=cards,
        stale=stale,
        # What was settled under an earlier rubric or challenge says nothing under this one.
        adjudications={name: each for name, each in book.adjudications(code).items() if each.at >= since},
        appeals=appeals,
        graded=book.round.challenge is not None,
        challenge_sha256=book.round.challenge.sha256 if book.round.challenge else "",
        closed=book.state.closed is not None,
    )
    return found.model_copy(update={"covered": not found.closed and bool(waiting(found) or appeals)})


# ---------------------------------------------------------------- against what was fixed


def _must(criterion: MergedCriterion) -> MustState:
    least = criterion.must or 1
    state = "not yet known" if not criterion.final else "met" if criterion.low >= least else "not met"
    return MustState.model_validate(
        {"criterion": criterion.id, "title": criterion.title, "least": least, "level": criterion.level, "state": state}
    )


def _outcome(
    rubric: Rubric, musts: Sequence[MustState], low: float, high: float, measured: Collection[str]
) -> tuple[Outcome, str]:
    """Where it stands for good, whatever the levels that are not final become; "open" where they can still decide it.

    measured: ids of criteria whose measured level people can still override.
    """
    mark = f"the pass mark of {rubric.pass_mark:g} %"
    failed = [each.title for each in musts if each.state == "not met"]
    unknown = [each.title for each in musts if each.state == "not yet known"]
    if failed:
        sure = any(each.state == "not met" and each.criterion not in measured for each in musts)
        unless = "whatever else comes" if sure else "unless people override what the tests say"
        return "not reached", f"below the least level in {', '.join(failed)}, {unless}"
    if high < rubric.pass_mark:
        return "not reached", f"below {mark}, also with the highest levels in what is missing" if low < high else f"below {mark}"
    if low >= rubric.pass_mark and not unknown:
        known = "and every must is met" if musts else "and there are no musts"
        also = ", also with the lowest levels in what is missing" if low < high else ""
        return "reached", f"at or above {mark} {known}{also}"
    if low >= rubric.pass_mark:
        return "open", f"at or above {mark} in any case; not yet known: the least level in {', '.join(unknown)}"
    return "open", f"from {low:g} to {high:g} % are possible, and {mark} lies between"


_NOBODY = "Nobody has scored it yet"


def _missing(criteria: Sequence[MergedCriterion], result: Evaluation | None, held: Held) -> list[Missing]:
    found = []
    if result is None and held.graded:
        found.append(Missing(kind="result", words="It was not graded yet."))
    if outdated(result, held):
        words = "It was graded with the challenge as it was before an amendment: grade round regrade."
        found.append(Missing(kind="result", words=words))
    if result is not None and result.total is None:
        found.append(Missing(kind="tests", words="The harness failed on a test, which counts neither way: grade it again."))
    if held.stale:
        words = f"To be scored again after an amendment: {', '.join(sorted(held.stale))}."
        found.append(Missing(kind="redo", words=words))
    if waits := waiting(held):
        there = held.wanted - waits
        words = f"{there} of {held.wanted} scorecards {'is' if there == 1 else 'are'} handed in" if there else _NOBODY
        found.append(Missing(kind="grader", words=words + ("; the round was closed without the rest." if held.closed else ".")))
    for number, about in () if held.closed else held.appeals:
        what = next((each.title for each in criteria if each.id == about), "all criteria")
        found.append(Missing(kind="appeal", criterion=about, words=f"Appeal {number}, on {what}, is not answered yet."))
    for each in criteria:
        if each.level is None:
            found.append(Missing(kind="level", criterion=each.id, words=f"No level for {each.title}: {each.how}."))
        elif not each.settled:
            words = f"Graders are {each.apart} levels apart on {each.title}, and nobody has settled it."
            found.append(Missing(kind="settle", criterion=each.id, words=words))
    return found


# ---------------------------------------------------------------- what stands beside


def _flags(rubric: Rubric, held: Held, cards: Sequence[Scorecard]) -> tuple[MergedFlag, ...]:
    raised = [(card.grader, flag) for card in cards for flag in card.red_flags]
    return tuple(
        MergedFlag(
            id=flag.id,
            title=flag.title,
            counts=flag.counts,
            does_not_count=flag.does_not_count,
            raised=tuple(
                Raised(grader=grader, evidence=each.evidence, counts=grader not in held.stale)
                for grader, each in raised
                if each.id == flag.id
            ),
        )
        for flag in rubric.red_flags
    )


def _findings(held: Held, cards: Sequence[Scorecard]) -> tuple[FindingSaid, ...]:
    return tuple(
        FindingSaid(grader=card.grader, **said.model_dump())
        for card in cards
        if card.grader not in held.stale
        for said in sorted(card.findings, key=lambda each: (each.file, each.line, each.signal))
    )


def _agreed(criteria: Sequence[MergedCriterion], held: Held) -> Agreed:
    """Over what people scored. A measured level that everybody left as it is says nothing of how people agree."""
    units = []
    for criterion in criteria:
        counting = [each for each in criterion.opinions if each.counts]
        if len(counting) > 1 and any(each.kind != "left" for each in counting):
            units.append([each.level for each in counting])
    apart = [pair for unit in units for pair in pairs(unit)]
    return Agreed(
        graders=len(counted(held)),
        criteria=len(units),
        exact=sum(pair == 0 for pair in apart) / len(apart) if apart else None,
        within_one=sum(pair < APART for pair in apart) / len(apart) if apart else None,
    )


def _tests(result: Evaluation) -> TestFigures:
    return TestFigures(
        total=result.total,
        groups=tuple(_group(group) for group in result.groups),
        duration_s=round(sum(test.duration_s for group in result.groups for test in group.tests), 3),
    )


def _group(group: Group) -> GroupFigure:
    passed = sum(test.verdict is Verdict.PASSED for test in group.tests)
    return GroupFigure(name=group.name, weight=group.weight, score=group.score, passed=passed, tests=len(group.tests))


def _scope(result: Evaluation, said: Sequence[FindingSaid]) -> ScopeFigures:
    """What graders dismissed no longer counts."""
    scope = dismiss.by_verdicts(result.scope, said)
    return ScopeFigures(
        band=scope.band,
        points=scope.points,
        findings=len(scope.findings),
        too_little=len(scope.too_little),
        reason=scope.reason,
    )
