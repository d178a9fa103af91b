"""The selection-rate check: the four-fifths rule of 29 CFR 1607.4 D as a first look, with Fisher's exact test for small numbers.

Group labels come from a file of their own, which stands outside the round and is never written into it. With small numbers the
check says that it can't tell, which is no all-clear.
"""

import csv
import io
import math
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from harness.errors import GradeError
from harness.evaluation import Model
from harness.merge import of_round
from harness.rounds.folder import RoundFolder
from harness.text import one_line

FOUR_FIFTHS = 0.8
"""29 CFR 1607.4 D: a rate below four fifths of the highest is generally regarded as evidence of adverse impact."""
SIGNIFICANT = 0.05
"""Two-sided p-value below which a difference is unlikely by chance; the usual threshold (about two standard deviations)."""
FEWEST = 5
"""People in a group below which nothing is said of it: one person more or less would move its rate by a fifth or more."""
NOTICEABLE = 0.5
""""No sign" is said only where the test would have noticed a rate half as high as the highest; ours, not the regulation's."""
MOST_BYTES = 4 * 1024 * 1024

Finding = Literal["highest rate", "below four fifths", "below four fifths, can't tell", "differs", "no sign", "can't tell"]


class Rate(Model):
    """One group. rate: selected / people. ratio: to the highest rate. p: of Fisher's test against that group, two-sided."""

    group: str
    people: int
    selected: int
    rate: float
    ratio: float | None = None
    p: float | None = None
    finding: Finding
    words: str


class Rates(Model):
    """The whole. undecided: labelled people whose outcome is open, who are left out. unknown: lines that name nobody here."""

    groups: tuple[Rate, ...]
    selected_by: Literal["the pass mark and the musts", "the file's column"]
    undecided: int
    unknown: tuple[int, ...]
    unlabelled: int


def rates(book: RoundFolder, labels: Path) -> Rates:
    """The check for a round. labels: CSV with the columns candidate (name, mail or code name), group, and optionally selected
    (yes or no), which else is what the rubric says. Raises GradeError with file and line."""
    if labels.resolve().is_relative_to(book.path.resolve()):
        raise GradeError(f"{labels}: group labels must not lie with the scores — move the file out of {book.path}")
    lines = _lines(labels)
    codes = _codes(book)
    people: dict[str, tuple[str, bool | None]] = {}
    unknown = []
    for number, name, group, selected in lines:
        code = codes.get(name.casefold())
        if code is None:
            unknown.append(number)
        elif code in people:
            raise GradeError(f"{labels}:{number}: this candidate has a line above — leave one")
        else:
            people[code] = (group, selected)
    given = any(selected is not None for _, _, _, selected in lines)
    counts: dict[str, list[bool]] = defaultdict(list)
    undecided = 0
    for code, (group, selected) in people.items():
        chosen = selected if given else {"reached": True, "not reached": False}.get(of_round(book, code).outcome)
        if chosen is None:
            undecided += 1
        else:
            counts[group].append(chosen)
    return Rates(
        groups=compare({group: (sum(chosen), len(chosen)) for group, chosen in counts.items()}),
        selected_by="the file's column" if given else "the pass mark and the musts",
        undecided=undecided,
        unknown=tuple(unknown),
        unlabelled=sum(code not in people for code in book.codes),
    )


def compare(counts: dict[str, tuple[int, int]]) -> tuple[Rate, ...]:
    """Each group against the one with the highest rate among those of `FEWEST` people or more. counts: selected, people."""
    large = {group: pair for group, pair in counts.items() if pair[1] >= FEWEST}
    best = max(large, key=lambda group: (large[group][0] / large[group][1], large[group][1], group), default=None)
    return tuple(_rate(group, counts, best) for group in sorted(counts))


def fisher(a: int, b: int, c: int, d: int) -> float:
    """Two-sided p-value of Fisher's exact test for the table a b / c d: of all tables with these margins, those no likelier."""
    row, other, column = a + b, c + d, a + c
    tops = range(max(0, column - other), min(row, column) + 1)
    ways = {top: math.comb(row, top) * math.comb(other, column - top) for top in tops}
    return sum(each for each in ways.values() if each <= ways[a]) / math.comb(row + other, column)


def _rate(group: str, counts: dict[str, tuple[int, int]], best: str | None) -> Rate:
    selected, people = counts[group]
    rate = selected / people
    found: dict[str, object] = {"group": group, "people": people, "selected": selected, "rate": rate}
    if best is None or people < FEWEST:
        words = f"fewer than {FEWEST} people: one more or less would change everything"
        return Rate.model_validate(found | {"finding": "can't tell", "words": words})
    top, of = counts[best]
    if group == best:
        return Rate.model_validate(found | {"finding": "highest rate", "words": "the others are held against this one"})
    if top == 0:
        return Rate.model_validate(found | {"finding": "can't tell", "words": "nobody was selected in any group"})
    ratio = rate / (top / of)
    p = fisher(selected, people - selected, top, of - top)
    finding, words = _finding(ratio, p, people, top, of)
    return Rate.model_validate(found | {"ratio": ratio, "p": p, "finding": finding, "words": words})


def _finding(ratio: float, p: float, people: int, top: int, of: int) -> tuple[Finding, str]:
    if ratio < FOUR_FIFTHS and p < SIGNIFICANT:
        return "below four fifths", "and unlikely by chance: look for what causes it, and whether the job needs it"
    if ratio < FOUR_FIFTHS:
        return "below four fifths, can't tell", "with so few people chance alone would do that; look again with more"
    if p < SIGNIFICANT:
        return "differs", "four fifths are reached, but the difference is unlikely by chance: worth a look"
    half = math.floor(NOTICEABLE * top / of * people)
    if fisher(half, people - half, top, of - top) >= SIGNIFICANT:
        return "can't tell", "four fifths are reached, but with so few people even half the rate would not stand out"
    return "no sign", "four fifths are reached, and a rate half as high would have stood out"


def _codes(book: RoundFolder) -> dict[str, str]:
    people = book.names().people
    found: dict[str, str] = {}
    for code in book.codes:
        found[code] = code
        if person := people.get(code):
            found |= {text.casefold(): code for text in (person.name, person.mail) if text}
    return found


def _lines(labels: Path) -> Sequence[tuple[int, str, str, bool | None]]:
    try:
        data = labels.read_bytes()
        if len(data) > MOST_BYTES:
            raise GradeError(f"{labels}: over 4 MiB, which no list of candidates is")
        table = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        heads = table.fieldnames or []
        if not {"candidate", "group"} <= set(heads):
            raise GradeError(f"{labels}:1: the first line must name the columns candidate and group, and may name selected")
        return [_line(labels, table.line_num, each) for each in table]
    except OSError as error:
        raise GradeError(f"cannot read {one_line(str(labels), 300)}: {error.strerror}") from None
    except (UnicodeDecodeError, csv.Error) as error:
        raise GradeError(f"{labels}: this is no CSV in UTF-8: {error}") from None


def _line(labels: Path, number: int, found: dict[str, str | None]) -> tuple[int, str, str, bool | None]:
    name, group = ((found.get(key) or "").strip() for key in ("candidate", "group"))
    if not name or not group:
        raise GradeError(f"{labels}:{number}: candidate or group is empty — fill it in, or take the line away")
    said = (found.get("selected") or "").strip().casefold()
    if said not in ("", "yes", "no"):
        raise GradeError(f'{labels}:{number}: selected is "{one_line(said, 40)}" — write yes or no, or leave it empty')
    return number, name, one_line(group, 60), {"yes": True, "no": False}.get(said)
