"""The level of one criterion, and how it came about. Pure.

A measured one's comes from test groups by the rubric's thresholds, unless people override it; a judged one's is the adjudicated
level, else the median of the graders.
"""

from collections.abc import Sequence

from harness import rubric as rubrics
from harness.evaluation import Evaluation
from harness.merged import Held, MeasuredFigure, MergedCriterion, Opinion, Source
from harness.rounds.agreement import merged
from harness.rounds.scorecard import Scorecard
from harness.rubric import Criterion

LOWEST, HIGHEST = 1.0, 4.0
"""What a level that is not final can still become: a grader or an adjudicator may give any."""


def merged_criterion(criterion: Criterion, result: Evaluation | None, held: Held, cards: Sequence[Scorecard]) -> MergedCriterion:
    """One criterion of one submission. cards: those that may be seen, by grader."""
    measured = _measured(criterion, result)
    opinions = _opinions(criterion, measured, held, cards)
    given = [each.level for each in opinions if each.counts]
    settled = None if held.covered else held.adjudications.get(criterion.id)
    level: float | None
    if settled is None and measured and measured.level and not any(each.kind == "override" and each.counts for each in opinions):
        level, source, how, agree = float(measured.level), _SOURCES["measured"], measured.reason, True
    elif (people := merged(given, settled)) is not None:
        level, agree = people.level, people.settled
        source = _source(given, settled is not None, any(each.kind == "override" for each in opinions))
        how = f"{people.how}; the tests say {measured.level}" if measured and measured.level else people.how
    else:
        level, source, how, agree = None, _SOURCES["none"], _why_none(measured, held), True
    final = level is not None and (source in ("measured", "adjudicated") or held.closed or (agree and not waiting(held)))
    if _appealed(criterion.id, held) or (source == "measured" and outdated(result, held)):
        final = False
    return MergedCriterion(
        **criterion.model_dump(include={"id", "title", "asks", "weight", "must", "levels", "evidence"}),
        level=level,
        source=source,
        how=how,
        final=final,
        low=level if final and level is not None else LOWEST,
        high=level if final and level is not None else HIGHEST,
        points=None if level is None else round(criterion.weight * (level - 1) / 3, 2),
        measured=measured,
        opinions=opinions,
        adjudicated=settled,
        apart=max(given) - min(given) if given else 0,
        settled=agree,
    )


_SOURCES: dict[str, Source] = {"measured": "measured", "none": "none"}


def _measured(criterion: Criterion, result: Evaluation | None) -> MeasuredFigure | None:
    if criterion.measured is None:
        return None
    thresholds = criterion.measured.thresholds
    if result is None:
        return MeasuredFigure(level=None, share=None, groups=(), thresholds=thresholds, reason="not graded yet")
    found = rubrics.measured_level(criterion, result.groups)
    assert found is not None
    return MeasuredFigure(level=found.level, share=found.share, groups=found.groups, thresholds=thresholds, reason=found.reason)


def _opinions(
    criterion: Criterion, measured: MeasuredFigure | None, held: Held, cards: Sequence[Scorecard]
) -> tuple[Opinion, ...]:
    """What each grader says. Who hands in without overriding a measured level stands by it, and counts where others override."""
    tests = measured.level if measured else None
    found = []
    for card in cards:
        about = {"grader": card.grader, "at": card.handed_in_at, "appeal": card.appeal, "counts": card.grader not in held.stale}
        mark = card.criteria.get(criterion.id)
        if mark is not None:
            kind = "mark" if tests is None else "override"
            found.append(Opinion(level=mark.level, reason=mark.reason, kind=kind, **about))
        elif tests is not None and card.appeal is None:
            reason = "left as the tests have it"
            found.append(Opinion(level=tests, reason=reason, kind="left", **about))
    return tuple(found)


def _source(given: Sequence[int], adjudicated: bool, overridden: bool) -> Source:
    if adjudicated:
        return "adjudicated"
    if overridden:
        return "overridden"
    if len(given) == 1:
        return "one grader"
    return "agreed" if len(set(given)) == 1 else "median"


def _why_none(measured: MeasuredFigure | None, held: Held) -> str:
    if held.covered and held.cards:
        return "covered until everyone who scores it has handed in"
    if measured is not None:
        return measured.reason
    return "closed before anyone gave a level" if held.closed else "nobody has given a level yet"


def _appealed(criterion: str, held: Held) -> bool:
    return not held.closed and any(about in (None, criterion) for _, about in held.appeals)


def outdated(result: Evaluation | None, held: Held) -> bool:
    """Whether the result is of the challenge as it was before an amendment."""
    return result is not None and held.challenge_sha256 not in ("", result.challenge.sha256)


def counted(held: Held) -> list[Scorecard]:
    """The scorecards that count."""
    return [card for card in held.cards if card.grader not in held.stale]


def waiting(held: Held) -> int:
    """Scorecards that are still to come. One on an appeal comes on top of those that the round asks for."""
    return max(held.wanted - sum(card.appeal is None for card in counted(held)), 0)
