"""How far graders agree, by criterion, and the level that counts where they don't.

Krippendorff's alpha (ordinal) comes from the library of that name: .80 is good, .67 the least for tentative conclusions
(Krippendorff, Content Analysis, 4th edition). With few submissions its interval is wide, so raw agreement stands beside it.
"""

import random
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from harness.evaluation import Model
from harness.rounds.folder import Adjudication, RoundFolder

GOOD, TENTATIVE = 0.80, 0.67
"""Krippendorff's own thresholds for alpha."""
APART = 2
"""Levels apart from which a difference has to be settled by a person."""
_RESAMPLES = 500
_LEVELS = (1, 2, 3, 4)


class Agreement(Model):
    """Of one criterion, or of all pooled (criterion None).

    units: submissions (pooled: submissions times criteria) that two graders scored. alpha: None where it is not defined, for the
    `reason`. interval: 95 %, by resampling submissions. within_one, exact: shares of pairs of graders, 0 to 1.
    """

    criterion: str | None
    units: int
    alpha: float | None
    interval: tuple[float, float] | None
    within_one: float | None
    exact: float | None
    reason: str = ""


@dataclass(frozen=True)
class Difference:
    """Graders who are two levels or more apart on one criterion of one submission."""

    code: str
    criterion: str
    levels: dict[str, int]
    adjudicated: Adjudication | None


@dataclass(frozen=True)
class MergedLevel:
    """The level that counts. settled: False where graders are two or more apart and nobody has adjudicated."""

    level: float
    how: str
    settled: bool = True


def merged(levels: Sequence[int], adjudicated: Adjudication | None = None) -> MergedLevel | None:
    """The adjudicated level, else the median of the graders'; None where nobody has given one.

    The median of an even number can lie half-way between two levels; it says so, and is never a mean of all.
    """
    if adjudicated is not None:
        who = "together" if adjudicated.together else f"by {adjudicated.by}"
        return MergedLevel(float(adjudicated.level), f"adjudicated {who}")
    if not levels:
        return None
    level = float(statistics.median(levels))
    given = ", ".join(map(str, sorted(levels)))
    apart = max(levels) - min(levels)
    if len(set(levels)) == 1:
        how = f"{len(levels)} graders agree" if len(levels) > 1 else "one grader"
    elif level % 1:
        how = f"median of {given}: half-way between two levels"
    else:
        how = f"median of {given}"
    return MergedLevel(level, how, settled=apart < APART)


def levels(book: RoundFolder, code: str) -> dict[str, dict[str, int]]:
    """What people gave one submission: level by grader, by criterion. Stale scorecards and drafts are left out."""
    found: dict[str, dict[str, int]] = {criterion.id: {} for criterion in book.rubric.criteria}
    for card in book.scorecards(code):
        if book.is_stale(code, card.grader):
            continue
        for name, mark in card.criteria.items():
            if name in found:
                found[name][card.grader] = mark.level
    return found


def differences(book: RoundFolder, codes: Iterable[str] | None = None) -> list[Difference]:
    """Where graders are two levels or more apart, settled or not."""
    found = []
    for code in book.codes if codes is None else codes:
        settled = book.adjudications(code)
        for criterion, given in levels(book, code).items():
            if given and max(given.values()) - min(given.values()) >= APART:
                found.append(Difference(code, criterion, given, settled.get(criterion)))
    return found


def agreements(book: RoundFolder, codes: Iterable[str] | None = None) -> list[Agreement]:
    """Agreement on each criterion that people scored, and then on all of them pooled."""
    by_criterion: dict[str, list[list[int]]] = {criterion.id: [] for criterion in book.rubric.criteria}
    for code in book.codes if codes is None else codes:
        for criterion, given in levels(book, code).items():
            if len(given) > 1:
                by_criterion[criterion].append(list(given.values()))
    found = [agreement(criterion, units) for criterion, units in by_criterion.items() if units]
    return [*found, agreement(None, [unit for units in by_criterion.values() for unit in units])] if found else []


def agreement(criterion: str | None, units: list[list[int]]) -> Agreement:
    """units: for each thing that was scored, the levels that its graders gave."""
    pairs = [abs(a - b) for unit in units for a, b in combinations(unit, 2)]
    counts = [[unit.count(level) for level in _LEVELS] for unit in units if len(unit) > 1]
    alpha, reason = _alpha(counts)
    return Agreement(
        criterion=criterion,
        units=len(counts),
        alpha=alpha,
        interval=_interval(counts) if alpha is not None else None,
        within_one=sum(pair <= 1 for pair in pairs) / len(pairs) if pairs else None,
        exact=sum(pair == 0 for pair in pairs) / len(pairs) if pairs else None,
        reason=reason,
    )


def _alpha(counts: list[list[int]]) -> tuple[float | None, str]:
    import krippendorff  # numpy takes a while to load

    if not counts:
        return None, "no submission has two graders"
    used = sum(any(count[index] for count in counts) for index in range(len(_LEVELS)))
    if used < 2:
        return None, "everyone gave the same level to everything, so nothing shows that they tell submissions apart"
    value = krippendorff.alpha(value_counts=counts, value_domain=_LEVELS, level_of_measurement="ordinal")
    return round(float(value), 4), ""


def _interval(counts: list[list[int]]) -> tuple[float, float] | None:
    """95 % by the percentile bootstrap over submissions, from a fixed seed; None below three submissions."""
    if len(counts) < 3:
        return None
    draw = random.Random(20_260_101)
    found = []
    for _ in range(_RESAMPLES):
        value, _reason = _alpha(draw.choices(counts, k=len(counts)))
        if value is not None:
            found.append(value)
    if len(found) < _RESAMPLES // 2:
        return None
    found.sort()
    return found[int(0.025 * len(found))], found[min(int(0.975 * len(found)), len(found) - 1)]
