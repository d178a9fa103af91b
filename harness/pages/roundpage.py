"""The round page: everyone in the round under code names, from `RoundFigures` alone."""

from dataclasses import dataclass

from markupsafe import Markup

from harness.pages import charts, frame
from harness.pages.charts import Words
from harness.pages.roundfigures import CriterionFigures, GroupFigures, RoundFigures, Spread
from harness.rounds.agreement import GOOD, TENTATIVE

STYLES = ("style.css", "charts.css", "round.css")
PERCENT_EDGES = tuple(float(edge) for edge in range(0, 101, 10))
PERCENT, SECONDS = "\N{NO-BREAK SPACE}%", "\N{NO-BREAK SPACE}s"
MANY = 60
"""Submissions from which the heat map's rows are lower."""


@dataclass(frozen=True)
class Distribution:
    """One histogram, and the table of the same numbers. rows: from, up to, how many."""

    title: str
    says: str
    chart: Markup
    rows: list[tuple[str, str, int]]
    last_included: bool = True


@dataclass(frozen=True)
class Following:
    """A batch is running. graded, added: submissions."""

    graded: int
    added: int


def render(found: RoundFigures, following: bool = False) -> str:
    """The page, as text to be written in UTF-8; it bears no time of its own making, so equal figures give equal bytes."""
    outcomes = [(name, found.outcomes[name]) for name in ("reached", "open", "not reached")]
    return frame.render(
        "round.html",
        STYLES,
        "round.js",
        found=found,
        rows=found.submissions,
        outcomes=outcomes,
        outcome_strip=charts.strip(None, [count for _, count in outcomes], ["reached", "undecided", "unreached"]),
        warnings=[group for group in found.groups if group.warning],
        nobody=[test for test in found.hardest_tests if test.warning],
        distributions=_distributions(found),
        criteria=[(each, _levels(each, number)) for number, each in enumerate(found.criteria, 1)],
        groups=[(each, _group(each)) for each in found.groups],
        agreement=_agreement(found),
        reasons=sorted({each.reason for each in found.agreement if each.reason}),
        dense=len(found.submissions) > MANY,
        following=Following(found.graded, len(found.submissions)) if following else None,
        GOOD=GOOD,
        TENTATIVE=TENTATIVE,
    )


def _distributions(found: RoundFigures) -> list[Distribution]:
    totals = [each.total for each in found.submissions if each.total is not None]
    tests = [each.tests_total for each in found.submissions if each.tests_total is not None]
    spent = [each.duration_s for each in found.submissions if each.duration_s is not None]
    mark = f"The line is the pass mark, {frame.number(found.pass_mark)} %."
    parts = [
        ("totals", "Rubric totals", totals, PERCENT_EDGES, found.totals, PERCENT, found.pass_mark, mark),
        ("tests", "Hidden tests passed, weighted", tests, PERCENT_EDGES, found.tests_totals, PERCENT, None, ""),
        ("durations", "Time that the tests took", spent, tuple(charts.edges_for(spent)), found.durations_s, SECONDS, None, ""),
    ]
    made = []
    for name, title, values, edges, spread, unit, line, more in parts:
        if not values:
            continue
        says = f"{_spread(spread, unit)} {more}".strip()
        counts = charts.binned(values, edges)
        rows = [(f"{low:g}", f"{high:g}{unit}", count) for low, high, count in zip(edges, edges[1:], counts, strict=False)]
        bins = "; ".join(f"{low} to {high}: {count}" for low, high, count in rows if count)
        chart = charts.histogram(Words(f"chart-{name}", title, f"{says} {bins}."), values, edges, line, unit)
        made.append(Distribution(title, says, chart, rows))
    return made


def _spread(spread: Spread, unit: str) -> str:
    assert spread.least is not None and spread.median is not None and spread.most is not None
    of = frame.plural(spread.count, "submission")
    if spread.count == 1:
        return f"{of}: {frame.percent(spread.least)}{unit}."
    least, median, most = (frame.percent(value) for value in (spread.least, spread.median, spread.most))
    return f"{of}, from {least} to {most}{unit}, median {median}{unit}."


def _levels(criterion: CriterionFigures, number: int) -> Markup:
    """Levels as parts of everyone; a half level stands between its neighbours."""
    halves = [f"{half / 2:g}" for half in range(2, 9)]
    looks = [f"level-{name.replace('.', '-')}" for name in halves]
    return charts.strip(None, [*(criterion.counts[name] for name in halves), criterion.open], [*looks, "track"])


def _group(group: GroupFigures) -> Markup:
    return charts.strip(None, [group.mean or 0.0], ["passed"], 1)


def _agreement(found: RoundFigures) -> Markup | None:
    if not found.agreement:
        return None
    rows = [
        (each.interval[0] if each.interval else None, each.alpha, each.interval[1] if each.interval else None)
        for each in found.agreement
    ]
    told = "; ".join(f"{each.title}: {'not defined' if each.alpha is None else f'{each.alpha:.2f}'}" for each in found.agreement)
    says = f"From the top: {told}. The lines are at {TENTATIVE} and {GOOD}."
    words = Words("chart-agreement", "Krippendorff's alpha with its 95 % interval", says)
    return charts.intervals(words, rows, (TENTATIVE, GOOD))
