"""The decision aid of a report, and criterion by criterion what it was made from: a view of `Merged` with links into the page."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup, escape

from harness.evaluation import Evaluation
from harness.merged import Merged, MergedCriterion, MergedFlag, MustState
from harness.pages import charts
from harness.pages.beside import Beside
from harness.pages.frame import level, plural, share
from harness.redflags import Offer
from harness.rubric import EVIDENCE
from harness.sources import Source
from harness.text import one_line, visible

MAX_REASON = 8_000
MAX_LISTED = 8  # files that one line of evidence names
OWN_TESTS = re.compile(r"(?:^|/)(?:tests?/|test_[^/]*$|conftest\.py$)|_test\.\w+$|\.(?:test|spec)\.\w+$")
_PLACE = re.compile(r"(?<![\w/])([\w][\w./-]{0,200}):(\d{1,6})\b|(?<![\w/])([\w][\w./-]{0,200}), line (\d{1,6})\b")


@dataclass(frozen=True)
class Evidence:
    """One thing that informs a criterion, with what there is of it. href: a place on this page, or empty."""

    words: str
    says: str
    href: str = ""


@dataclass(frozen=True)
class CriterionView:
    """A criterion as the page shows it. filled: how much of each of the four steps of its level, from 0 to 1."""

    anchor: str
    is_: MergedCriterion
    must: MustState | None
    evidence: tuple[Evidence, ...]
    filled: tuple[float, ...]
    reasons: tuple[tuple[str, str, str, Markup, bool], ...]


@dataclass(frozen=True)
class FlagView:
    """A red flag with who raised it and what the submission itself offers."""

    anchor: str
    is_: MergedFlag
    raised: tuple[tuple[str, Markup, bool], ...]
    offer: Offer | None


@dataclass(frozen=True)
class Standing:
    """All that the page shows of a `Merged`. now: the total as the levels are that are there."""

    merged: Merged
    chart: Markup
    criteria: tuple[CriterionView, ...]
    flags: tuple[FlagView, ...]
    raised: int
    agreement: str
    word: str
    provisional: bool
    titles: Mapping[str, str]
    marks: Mapping[str, Mapping[int, Sequence[tuple[str, str]]]] = field(default_factory=dict)


@dataclass(frozen=True)
class Places:
    """What the page can link to."""

    groups: Mapping[str, str]
    files: Mapping[str, Source]
    written: Mapping[str, str]
    scope: bool


def view(beside: Beside, evaluation: Evaluation, places: Places) -> Standing | None:
    """None where there is nothing merged."""
    merged = beside.merged
    if merged is None:
        return None
    musts = {each.criterion: each for each in merged.musts}
    offers = {offer.flag: offer for offer in beside.offers}
    criteria = tuple(_criterion(each, musts.get(each.id), evaluation, beside, places) for each in merged.criteria)
    flags = tuple(
        FlagView(
            anchor=f"flag-{each.id}",
            is_=each,
            raised=tuple((raised.grader, linked_places(raised.evidence, places.files), raised.counts) for raised in each.raised),
            offer=offers.get(each.id),
        )
        for each in sorted(merged.red_flags, key=lambda flag: not flag.raised)
    )
    return Standing(
        merged=merged,
        chart=_chart(merged),
        criteria=criteria,
        flags=flags,
        raised=len(merged.flagged),
        agreement=agreement(merged),
        word={"reached": "Reached", "not reached": "Not reached", "open": "Open"}[merged.outcome],
        provisional=merged.total is not None and merged.low < merged.high,
        titles={each.id: each.title for each in merged.criteria},
        marks=_marks(merged, places.files),
    )


def agreement(merged: Merged) -> str:
    """How far the graders agree, in words."""
    said = merged.agreed
    if merged.covered and merged.handed_in:
        return "covered until everyone who scores it has handed in"
    if said.graders < 2:
        return "one grader, so nothing to compare" if said.graders else "nobody has scored it yet"
    if not said.criteria:
        return "no criterion was scored by two"
    return (
        f"{share(said.exact)} of pairs gave the same level, {share(said.within_one)} were within one, "
        f"over {plural(said.criteria, 'criterion', 'criteria')} that two or more scored"
    )


def _chart(merged: Merged) -> Markup:
    total = "not known yet" if merged.total is None else f"{merged.total:g} %"
    says = f"Rubric total: {total}. Pass mark: {merged.pass_mark:g} %."
    if merged.low < merged.high:
        says += f" It can still come to lie between {merged.low:g} and {merged.high:g} %."
    words = charts.Words("total-chart", "Rubric total on a scale from 0 to 100 %, with the pass mark", says)
    return charts.bullet(words, merged.low, merged.high, merged.pass_mark)


# ---------------------------------------------------------------- one criterion


def _criterion(
    each: MergedCriterion, must: MustState | None, evaluation: Evaluation, beside: Beside, places: Places
) -> CriterionView:
    now = each.level or 0.0
    reasons = []
    if each.adjudicated:
        who = f"{each.adjudicated.by}{', together with the graders' if each.adjudicated.together else ''}"
        reasons.append((who, level(each.adjudicated.level), "settled it", _reason(each.adjudicated.reason, places), True))
    for said in each.opinions:
        kind = {"mark": "", "override": "overrides the tests", "left": "left as measured"}[said.kind]
        stale = "" if said.counts else "to be done again, counts for nothing"
        notes = [kind, f"on appeal {said.appeal}" if said.appeal else "", stale]
        text = Markup("") if said.kind == "left" else _reason(said.reason, places)
        reasons.append((said.grader, level(said.level), ", ".join(filter(None, notes)), text, said.counts))
    return CriterionView(
        anchor=f"c-{each.id}",
        is_=each,
        must=must,
        evidence=tuple(_evidence(each, evaluation, beside, places)),
        filled=tuple(round(min(max(now - step, 0.0), 1.0), 2) for step in range(4)),
        reasons=tuple(reasons),
    )


def _reason(text: str, places: Places) -> Markup:
    return linked_places(text, places.files)


def linked_places(text: str, files: Mapping[str, Source]) -> Markup:
    """A person's text, with links where it names a file and a line of the submission."""
    text = visible(text, MAX_REASON)
    html, end = Markup(""), 0
    for found in _PLACE.finditer(text):
        path, number = found[1] or found[3], int(found[2] or found[4])
        file = files.get(path)
        if file is not None and 0 < number <= len(file.lines):
            html += escape(text[end : found.start()]) + Markup('<a href="#{}-L{}">{}</a>').format(file.anchor, number, found[0])
            end = found.end()
    return html + escape(text[end:])


def _evidence(each: MergedCriterion, evaluation: Evaluation, beside: Beside, places: Places) -> Iterable[Evidence]:
    for name in each.evidence:
        kind, _, group = name.partition(":")
        if kind == "group":
            yield from _group(group, beside, places)
        elif name == "groups":
            tests = beside.merged.tests if beside.merged else None
            total = "open" if tests is None or tests.total is None else f"{tests.total:g} % of their points"
            yield Evidence("All groups of hidden tests", total, "#groups")
        elif name == "scope":
            found = len(evaluation.scope.findings)
            says = f"{evaluation.scope.band}, {plural(found, 'finding')}" if places.scope else "not judged"
            yield Evidence("Scope", says, "#scope" if places.scope else "")
        elif name in ("DECISIONS.md", "QUESTIONS.md"):
            href = places.written.get(name, "")
            yield Evidence(name, "read it beside this" if href else "not handed in", href)
        elif name == "clarifications":
            says = plural(len(beside.asked), "question") if beside.asked else "none"
            yield Evidence("Questions during the round", says, "#asked" if beside.asked else "")
        elif name in ("code", "own-tests"):
            yield from _files(name, places)
        else:
            yield Evidence(EVIDENCE.get(name, name).capitalize(), "not on this page: see the graders' reasons")


def _group(name: str, beside: Beside, places: Places) -> Iterable[Evidence]:
    tests = beside.merged.tests if beside.merged else None
    found = next((each for each in tests.groups if each.name == name), None) if tests else None
    if found is not None:  # a rubric names groups of several challenges
        says = f"{found.passed} of {found.tests} passed"
        yield Evidence(f"Hidden tests: {one_line(name, 60)}", says, places.groups.get(name, ""))


def _files(name: str, places: Places) -> Iterable[Evidence]:
    tests = [file for path, file in places.files.items() if OWN_TESTS.search(path)]
    if name == "own-tests":
        if not tests:
            yield Evidence("Tests of their own", "none")
        for file in tests[:MAX_LISTED]:
            yield Evidence("Tests of their own", one_line(file.path, 80), f"#{file.anchor}")
        return
    code = [file for file in places.files.values() if file not in tests and not file.path.endswith(".md") and file.text]
    lines = sum(len(file.lines) for file in code)
    yield Evidence("Code", f"{plural(len(code), 'file')}, {plural(lines, 'line')}", "#all-files" if code else "")


# ---------------------------------------------------------------- marks at the lines


def _marks(merged: Merged, files: Mapping[str, Source]) -> dict[str, dict[int, list[tuple[str, str]]]]:
    """What graders say of a line, by file and line: text, and where on the page it stands."""
    found: dict[str, dict[int, list[tuple[str, str]]]] = {}
    texts = [
        (f"{said.grader} on {each.title}", said.reason, f"#c-{each.id}")
        for each in merged.criteria
        for said in each.opinions
        if said.counts and said.kind != "left"
    ]
    texts += [
        (f"{raised.grader} raises {flag.title}", raised.evidence, f"#flag-{flag.id}")
        for flag in merged.red_flags
        for raised in flag.raised
        if raised.counts
    ]
    for about, text, href in texts:
        for place in _PLACE.finditer(text[:MAX_REASON]):
            path, number = place[1] or place[3], int(place[2] or place[4])
            if path in files:
                found.setdefault(path, {}).setdefault(number, []).append((about, href))
    return found
