"""`grade compare`: two to four submissions of a round side by side, criterion by criterion, with the evidence."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup

from harness import sources
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.excerpt import Excerpt, cut
from harness.files import write_whole
from harness.merged import Merged, MergedCriterion
from harness.pages import charts, frame, standing, submission
from harness.pages.beside import Beside, inside
from harness.rounds import round as rounds
from harness.rounds.folder import RoundFolder
from harness.text import one_line, visible
from harness.verdicts import Verdict

STYLES = ("style.css", "charts.css", "round.css")
FEWEST, MOST = 2, 4
WRITTEN = ("DECISIONS.md", "QUESTIONS.md")
MAX_WRITTEN = 16 * 1024
"""Characters of one such file that are shown."""
MAX_TESTS = 200
"""Rows of tests that came out differently."""


@dataclass(frozen=True)
class Side:
    """One submission's column. report: its page, from here; empty where it was not graded."""

    code: str
    name: str
    report: str
    merged: Merged
    result: Evaluation | None
    chart: Markup
    raised: tuple[tuple[str, tuple[tuple[str, Markup], ...]], ...]
    written: dict[str, Excerpt | None]


@dataclass(frozen=True)
class Cell:
    """What one submission has on one criterion. reasons: who, level, in which way, text. evidence: words, figure, link."""

    is_: MergedCriterion
    anchors: tuple[tuple[int, str], ...]
    must: str
    reasons: tuple[tuple[str, str, str, Markup, bool], ...]
    evidence: tuple[tuple[str, str, str], ...]


def write(book: RoundFolder, codes: Sequence[str]) -> Path:
    """Write `pages/compare-A-B.html`; its place. Raises GradeError where there are too few, too many, or unknown ones."""
    unique = list(dict.fromkeys(book.check(code) for code in codes))
    if not FEWEST <= len(unique) <= MOST:
        raise GradeError(f"compare takes {FEWEST} to {MOST} different submissions of one round, not {len(unique)}")
    submission.refresh(book, unique)
    place = book.path / rounds.PAGES / f"compare-{'-'.join(unique)}.html"
    place.parent.mkdir(exist_ok=True)
    write_whole(place, render(book, unique))
    return place


def render(book: RoundFolder, codes: Sequence[str]) -> str:
    """The page, as text to be written in UTF-8. Columns stand in the order of `codes`."""
    both = [_side(book, code) for code in codes]
    sides = [side for side, _ in both]
    return frame.render(
        "compare.html",
        STYLES,
        "round.js",
        round=book.round,
        rubric=book.rubric,
        lock=book.lock(),
        as_of=book.entries[-1].at,
        sides=sides,
        criteria=[(each, [cells[number] for _, cells in both]) for number, each in enumerate(book.rubric.criteria)],
        groups=_groups(sides),
        differing=_differing(sides),
        families=_families(sides),
        WRITTEN=WRITTEN,
        MAX_TESTS=MAX_TESTS,
    )


def _side(book: RoundFolder, code: str) -> tuple[Side, list[Cell]]:
    result = book.result(code)
    beside = inside(book, code, result)
    merged = beside.merged
    assert merged is not None
    report = f"../results/{code}/report.html" if result else ""
    view = standing.view(beside, result, _places(result)) if result else None
    if view:
        raised = tuple((flag.is_.title, tuple((who, _led(text, report)) for who, text, counts in flag.raised if counts))
                       for flag in view.flags)  # fmt: skip
    else:
        raised = tuple((flag.title, tuple((each.grader, Markup.escape(visible(each.evidence, 4000))) for each in flag.raised))
                       for flag in merged.red_flags)  # fmt: skip
    side = Side(
        code=code,
        name=one_line(book.shown_name(code), 120),
        report=report,
        merged=merged,
        result=result,
        chart=_chart(merged, code),
        raised=tuple((title, who) for title, who in raised if who),
        written={name: _written(name, result) for name in WRITTEN},
    )
    return side, _cells(beside, view, report)


def _cells(beside: Beside, view: standing.Standing | None, report: str) -> list[Cell]:
    merged = beside.merged
    assert merged is not None
    musts = {each.criterion: each.state for each in merged.musts}
    seen = {each.is_.id: each for each in view.criteria} if view else {}
    cells = []
    for each in merged.criteria:
        shown = seen.get(each.id)
        if shown:
            reasons = tuple((who, level, kind, _led(text, report), counts) for who, level, kind, text, counts in shown.reasons)
            evidence = tuple((item.words, item.says, item.href and f"{report}{item.href}") for item in shown.evidence)
        else:
            reasons = tuple(
                (said.grader, frame.level(said.level), "", Markup.escape(visible(said.reason, 8000)), said.counts)
                for said in each.opinions
            )
            evidence = ()
        around = sorted({int(each.level), int(each.level + 0.5)}) if each.level is not None else []
        anchors = tuple((number, each.levels[number - 1]) for number in around)
        cells.append(Cell(each, anchors, musts.get(each.id, ""), reasons, evidence))
    return cells


def _led(text: Markup, report: str) -> Markup:
    """Links within a report lead into it from here. Whatever else is in the text is escaped, so it holds no such link."""
    return Markup(str(text).replace('<a href="#', f'<a href="{report}#'))


def _places(result: Evaluation) -> standing.Places:
    """What the report of that submission has: the same anchors, since it numbers its parts in the order of the result."""
    files = {file.path: file for file in sources.sources(result.files)}
    return standing.Places(
        groups={group.name: f"#g{number}" for number, group in enumerate(result.groups, 1)},
        files=files,
        written={name: f"#written-{number}" for number, name in enumerate(WRITTEN, 1) if _text(name, result) is not None},
        scope=result.scope.band != "not judged",
    )


def _chart(merged: Merged, code: str) -> Markup:
    total = "open" if merged.total is None else f"{merged.total:g} %"
    says = f"Rubric total: {total}. Pass mark: {merged.pass_mark:g} %."
    if merged.low < merged.high:
        says += f" It can still come to lie between {merged.low:g} and {merged.high:g} %."
    words = charts.Words(f"total-{code}", f"Rubric total of {code} against the pass mark", says)
    return charts.bullet(words, merged.low, merged.high, merged.pass_mark)


def _text(name: str, result: Evaluation | None) -> str | None:
    files = result.files if result else ()
    return next((file.text for file in files if file.path.lower() == name.lower() and file.text is not None), None)


def _written(name: str, result: Evaluation | None) -> Excerpt | None:
    text = _text(name, result)
    return None if text is None else cut(text, MAX_WRITTEN)


def _groups(sides: Sequence[Side]) -> list[tuple[str, float, list[tuple[str, Markup, str]]]]:
    """Name, weight, and for each side passed of how many, a bar, a link."""
    names: dict[str, float] = {}
    for side in sides:
        for group in side.result.groups if side.result else ():
            names.setdefault(group.name, group.weight)
    found = []
    for name, weight in names.items():
        cells = []
        for side in sides:
            groups = list(side.result.groups) if side.result else []
            place = next((number for number, group in enumerate(groups) if group.name == name), None)
            if place is None:
                cells.append(("none", Markup(""), ""))
                continue
            group = groups[place]
            passed = sum(test.verdict is Verdict.PASSED for test in group.tests)
            bar = charts.strip(None, [group.score or 0.0], ["passed"], 1)
            said = "open" if group.score is None else f"{passed} of {len(group.tests)}"
            cells.append((said, bar, f"{side.report}#g{place + 1}"))
        found.append((one_line(name, 120), weight, cells))
    return found


def _differing(sides: Sequence[Side]) -> list[tuple[str, str, list[Verdict | None]]]:
    """The tests whose verdicts are not the same for all: group, title, each side's verdict."""
    seen: dict[tuple[str, str], tuple[str, list[Verdict | None]]] = {}
    for number, side in enumerate(sides):
        for group in side.result.groups if side.result else ():
            for test in group.tests:
                entry = seen.setdefault((group.name, test.name), (test.title or test.name, [None] * len(sides)))
                entry[1][number] = test.verdict
    return [
        (one_line(group, 120), one_line(title, 300), verdicts)
        for (group, _), (title, verdicts) in seen.items()
        if len(set(verdicts)) > 1
    ]


def _families(sides: Sequence[Side]) -> list[tuple[str, list[float]]]:
    """Points of the scope by family."""
    names = {name: None for side in sides for name in (side.result.scope.families if side.result else ())}
    return [(name, [side.result.scope.families.get(name, 0.0) if side.result else 0.0 for side in sides]) for name in names]
