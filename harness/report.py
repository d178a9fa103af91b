"""`report.html` for graders: one file that needs nothing else and stays whole whatever the candidate put into it."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from markupsafe import Markup

from harness import scopeview
from harness.evaluation import Evaluation, Group, TestResult
from harness.excerpt import Excerpt, cut, fair_share
from harness.heuristics import dismiss
from harness.limits import Limits
from harness.pages import frame
from harness.pages import standing as standings
from harness.pages.beside import Beside, outside
from harness.pages.frame import number
from harness.pages.standing import Places, Standing
from harness.scopeview import ScopeView
from harness.sources import Source, linked, sources, tree
from harness.text import one_line
from harness.verdicts import Verdict

MAX_TESTS = 2_000  # rows; those that passed are left out first
MAX_MESSAGE = 4_000  # characters
MAX_PART = 16 * 1024  # of one traceback, one account, one output
MAX_PARTS = 1024 * 1024  # of all of a kind together
MAX_RULES = 8  # that one test names
MAX_NOTES = 200  # rows of a list
MAX_PRINTED_LINES = 1_500  # of source, on paper
MANY_FILES = 30  # from which the tree has columns

WRITTEN = ("DECISIONS.md", "QUESTIONS.md")


@dataclass(frozen=True)
class Row:
    """One test as the page shows it; a part that it has not is empty. headline: the message's first line, on the row itself."""

    anchor: str
    name: str
    title: str
    verdict: Verdict
    rules: str
    headline: str
    message: Excerpt
    traceback: Excerpt
    detail: Excerpt
    output: Excerpt
    printed: int
    duration_s: float

    @property
    def folds(self) -> bool:
        return bool(self.message or self.traceback or self.detail or self.output)


@dataclass(frozen=True)
class GroupView:
    """One group: its rows, worst first, and its bar in thousandths of the widest."""

    anchor: str
    name: str
    weight: float
    score: float | None
    count: int
    passed: int
    failing: str
    track: float
    filled: float
    open: float
    rows: list[Row]


@dataclass(frozen=True)
class Part:
    """How many tests have one verdict, and its place on the strip, in thousandths."""

    verdict: Verdict
    number: int
    start: float
    width: float


def render(evaluation: Evaluation, beside: Beside | None = None) -> str:
    """The page, as text to be written in UTF-8. Bounded in size: it says what it leaves out.

    beside: the figures merged with people's scores, and what helps to judge; None outside a round, where nobody has scored yet.
    """
    beside = beside or outside(evaluation)
    if beside.merged is not None and not beside.merged.covered:  # what graders dismissed no longer counts
        settled = dismiss.by_verdicts(evaluation.scope, beside.merged.findings)
        evaluation = evaluation.model_copy(update={"scope": settled})
    tests = [test for group in evaluation.groups for test in group.tests]
    files = sources(evaluation.files)
    groups = _groups(evaluation.groups)
    rows = [row for group in groups for row in group.rows]
    scope = scopeview.view(evaluation.scope, evaluation.submission.name)
    where = _places(groups, files, scope is not None)
    standing = standings.view(beside, evaluation, where)
    marks = _marks(evaluation, scope, standing)
    files = [replace(file, marks=marks[file.path]) if file.path in marks else file for file in files]
    written = {name: _written(name, files) for name in WRITTEN}
    by_path = {file.path: file for file in files}
    return frame.render(
        "submission.html",
        styles=("style.css", "charts.css", "report.css"),
        script="script.js",
        evaluation=evaluation,
        submission=evaluation.submission,
        challenge=evaluation.challenge,
        beside=beside,
        standing=standing,
        merged=beside.merged,
        fairness=beside.fairness,
        total=evaluation.total,
        counts=_counts(tests),
        count=len(tests),
        left_out=len(tests) - len(rows),
        unjudged=[row for row in rows if row.verdict is Verdict.INTERNAL_ERROR],
        groups=groups,
        verdicts=list(reversed(Verdict)),
        scope=evaluation.scope,
        view=scope,
        place=partial(_place, by_path),
        linked=partial(linked, files=by_path),
        sandbox=evaluation.sandbox,
        provenance=evaluation.provenance,
        limits=_limits(evaluation.provenance.limits),
        took=sum(evaluation.provenance.steps_s.values()),
        notes=evaluation.notes,
        files=files,
        tree=tree(files),
        written=list(written.items()),
        shown_above=list(written.values()),
        many=len(files) > MANY_FILES,
        prints=sum(len(file.lines) for file in files) <= MAX_PRINTED_LINES,
        MAX_NOTES=MAX_NOTES,
    )  # fmt: skip


# ---------------------------------------------------------------- tests and groups


def _groups(groups: Sequence[Group]) -> list[GroupView]:
    """The groups in the challenge's order, with numbered rows, and texts cut so that all together stay bounded."""
    order = list(Verdict)
    shown = sorted((test for group in groups for test in group.tests), key=lambda test: order.index(test.verdict))
    kept = {id(test) for test in shown[:MAX_TESTS]}
    shares = [
        fair_share([len(getattr(test, part)) for test in shown[:MAX_TESTS]], MAX_PARTS, MAX_PART)
        for part in ("traceback", "detail", "output")
    ]
    widest = max((group.weight for group in groups), default=1) or 1
    views, number = [], 0
    for index, group in enumerate(groups, 1):
        tests = sorted((test for test in group.tests if id(test) in kept), key=lambda test: order.index(test.verdict))
        rows = [_row(f"t{number + place}", test, shares) for place, test in enumerate(tests, 1)]
        number += len(tests)
        views.append(_group(f"g{index}", group, rows, 1000 * group.weight / widest))
    return views


def _group(anchor: str, group: Group, rows: list[Row], track: float) -> GroupView:
    counts = Counter(test.verdict for test in group.tests)
    each = track / len(group.tests) if group.tests else 0
    failing = [f"{counts[verdict]} {verdict.words}" for verdict in Verdict if counts[verdict] and verdict is not Verdict.PASSED]
    return GroupView(
        anchor=anchor,
        name=one_line(group.name, 200),
        weight=group.weight,
        score=group.score,
        count=len(group.tests),
        passed=counts[Verdict.PASSED],
        failing=", ".join(failing),
        track=round(track, 1),
        filled=round(each * counts[Verdict.PASSED], 1),
        open=round(each * counts[Verdict.INTERNAL_ERROR], 1),
        rows=rows,
    )


def _row(anchor: str, test: TestResult, shares: Sequence[int]) -> Row:
    headline, _, more = test.message.strip().partition("\n")
    whole = not more and len(headline) <= 200
    return Row(
        anchor=anchor,
        name=one_line(test.name, 400),
        title=one_line(test.title or test.name, 400),
        verdict=test.verdict,
        rules=_rules(test.rules),
        headline=one_line(headline, 200),
        message=Excerpt("") if whole else cut(test.message, MAX_MESSAGE),
        traceback=cut(test.traceback, shares[0]),
        detail=cut(test.detail, shares[1]),
        output=cut(test.output, shares[2]),
        printed=len(test.output),
        duration_s=test.duration_s,
    )


def _rules(numbers: Sequence[int]) -> str:
    if not numbers:
        return ""
    more = len(numbers) - MAX_RULES
    words = ", ".join(map(str, numbers[:MAX_RULES])) + (f" and {more} more" if more > 0 else "")
    return f"rule{'s' if len(numbers) > 1 else ''} {words}"


def _counts(tests: Sequence[TestResult]) -> list[Part]:
    """Passed first, then what failed, then what the harness could not judge; `passed` also where it is 0."""
    numbers = Counter(test.verdict for test in tests)
    parts, start = [], 0.0
    for verdict in reversed(Verdict):
        if numbers[verdict] or verdict is Verdict.PASSED:
            width = 1000 * numbers[verdict] / len(tests) if tests else 0.0
            parts.append(Part(verdict, numbers[verdict], round(start, 1), round(max(width - 3, min(width, 2)), 1)))
            start += width
    return parts


# ---------------------------------------------------------------- the rest of the page


def _written(name: str, files: Sequence[Source]) -> Source | None:
    return next((file for file in files if file.path.lower() == name.lower()), None)


def _places(groups: Sequence[GroupView], files: Sequence[Source], scope: bool) -> Places:
    """What criteria can link to."""
    written = {name: f"#written-{place}" for place, name in enumerate(WRITTEN, 1) if _written(name, files)}
    return Places({group.name: f"#{group.anchor}" for group in groups}, {file.path: file for file in files}, written, scope)


def _marks(
    evaluation: Evaluation, scope: ScopeView | None, standing: Standing | None
) -> dict[str, dict[int, list[tuple[str, str]]]]:
    """What is said of single lines, by file and line: the scope's findings, then the graders."""
    found: dict[str, dict[int, list[tuple[str, str]]]] = {}
    anchors = {signal.name: signal.anchor for signal in scope.signals} if scope else {}
    for each in (*evaluation.scope.findings, *evaluation.scope.too_little):
        place = f"#{anchors.get(one_line(each.signal, 80), 'scope')}"
        found.setdefault(each.file, {}).setdefault(each.line, []).append((f"Scope: {each.message}", place))
    for path, lines in (standing.marks if standing else {}).items():
        for line, said in lines.items():
            found.setdefault(path, {}).setdefault(line, []).extend(said)
    return found


def _place(files: dict[str, Source], path: str, line: int) -> Markup:
    """A place in the submission, as a link where the page shows it."""
    words = f"{one_line(path, 300)}, line {line}"
    file = files.get(path)
    if file is None or not 0 < line <= len(file.lines):
        return Markup("<bdi>{}</bdi>").format(words)
    return Markup('<a href="#{}-L{}"><bdi>{}</bdi></a>').format(file.anchor, line, words)


def _limits(limits: Limits) -> list[tuple[str, str]]:
    words = {name: field.description or name for name, field in Limits.model_fields.items()}
    return [(said[:1].upper() + said[1:], number(getattr(limits, name))) for name, said in words.items()]
