"""`grade letter`: a draft to a candidate, in Markdown, to be edited by a person: what was strong, and what to work on.

It is made from the rubric's own level texts and from how much of each test group held. What hidden tests hold, what other
candidates did, what graders wrote for each other and red flags are not in what it is made from, so they can't get into it.
"""

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from harness.errors import GradeError
from harness.merge import of_round
from harness.merged import GroupFigure, Merged, MergedCriterion
from harness.rounds.folder import RoundFolder, of, open_round
from harness.rounds.store import locked
from harness.text import one_line

STRONG = 3.0
"""The level of a strength: what the job needs."""
NAME = "[NAME]"
"""Stands where the name is not known: the round is not revealed."""


def write(folder: Path, code: str, by: str) -> str:
    """The draft for one submission of a round; that it was made is logged.

    Raises GradeError where levels are still missing: a letter about half a picture would have to be taken back.
    """
    book = open_round(folder)
    merged = of_round(book, book.check(code))
    if any(each.level is None for each in merged.criteria):
        told = "\n".join(f"  {each.words}" for each in merged.missing)
        raise GradeError(f"{code}: the picture is not whole yet, so there is nothing to write:\n{told}")
    shown = book.shown_name(code)
    text = compose(merged, "" if shown == code else shown)
    with locked(folder) as store:
        store.commit("letter-written", by, {"submission": of(store).check(code)})
    return text


def compose(merged: Merged, name: str) -> str:
    """The draft. name: empty where it is not known."""
    strong = [each for each in merged.criteria if (each.level or 0) >= STRONG]
    weak = [each for each in merged.criteria if each.level is not None and each.level < STRONG]
    parts = [
        f"Dear {_plain(name) or NAME},",
        "",
        f"thank you for the time and thought that you gave to our {_stage(merged.stage)}. Below is how we read your work: what "
        "was strong, and what to work on.",
        "",
        "[What was decided, in one sentence, and what comes next. People decide that; this draft does not know it.]",
        "",
        *_how(merged),
        "",
    ]
    parts += ["## What was strong", "", *(_strengths(strong) or ["[No criterion came to the level that the job needs.]", ""])]
    if weak:
        parts += ["## What to work on", "", *_work(weak)]
    if merged.tests is not None and merged.tests.groups:
        parts += ["## How much of it held", "", *_groups(merged.tests.groups)]
    parts += [
        "You can ask us how a level came about, and for a second look by somebody who hasn't read your work yet; tell us which "
        "criterion, and why. You can also ask for your data to be deleted.",
        "",
        "With kind regards,",
        "",
        "[YOUR NAME]",
        "",
    ]
    return "\n".join(parts)


def code_of(book: RoundFolder, candidate: str) -> str:
    """The code name of a candidate, who may be named once the round was revealed. Raises GradeError."""
    if book.state.revealed is not None and candidate not in book.codes:
        wanted = candidate.strip().casefold()
        found = [code for code in book.codes if book.shown_name(code).casefold() == wanted]
        if len(found) == 1:
            return found[0]
    return book.check(candidate)


def _stage(stage: str) -> str:
    words = {"take-home": "take-home task", "coding": "coding task", "screening": "conversation", "system-design": "design talk"}
    return words.get(stage, stage)


def _how(merged: Merged) -> Sequence[str]:
    names = ", ".join(f"{each.title.lower()} ({each.weight:g} %)" for each in merged.criteria)
    numbers = {1: "One person", 2: "Two people", 3: "Three people"}
    people = numbers.get(merged.handed_in, f"{merged.handed_in} people") + (", each alone," if merged.handed_in > 1 else "")
    when = "fixed before any submission was opened" if merged.lock.submissions_before == 0 else "the same for everyone"
    return [f"{people} read it against criteria that were {when}: {names}. Each has four levels; level 3 is what the job needs."]


def _strengths(criteria: Iterable[MergedCriterion]) -> list[str]:
    found = []
    for each in sorted(criteria, key=lambda each: -(each.level or 0)):
        _, text = each.anchors[0]  # half-way between two: the lower one surely holds
        found += [f"**{_plain(each.title)}** (level {each.level:g} of 4)", "", f"> {_plain(text)}", ""]
    return found


def _work(criteria: Iterable[MergedCriterion]) -> list[str]:
    found = []
    for each in sorted(criteria, key=lambda each: (each.level or 0, -each.weight)):
        _, seen = each.anchors[0]
        found += [f"**{_plain(each.title)}** (level {each.level:g} of 4)", "", "What we saw:", "", f"> {_plain(seen)}", ""]
        found += ["What the job needs:", "", f"> {_plain(each.levels[2])}", ""]
    return found


def _groups(groups: Iterable[GroupFigure]) -> list[str]:
    """In words: how many hidden tests there are is not told."""
    found = ["We checked your code area by area, with tests that stay closed so that they are fair to the next person:", ""]
    for group in groups:
        found.append(f"- {_plain(group.name.replace('_', ' '))}: {_held(group.score)}")
    return [*found, ""]


def _held(score: float | None) -> str:
    if score is None:
        return "we could not check it, which was our fault and counts neither way"
    for least, words in ((1.0, "all of it held"), (0.75, "nearly all of it held"), (0.5, "more than half of it held")):
        if score >= least:
            return words
    return "less than half of it held" if score > 0 else "none of it held yet"


def _plain(text: str) -> str:
    """Text as Markdown that shows just that."""
    return re.sub(r"([\\`*_\[\]<>#|~!&])", r"\\\1", one_line(text, 2_000))
