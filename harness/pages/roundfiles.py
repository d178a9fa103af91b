"""`grade round report`: the round page with its JSON and CSV, in the folder `pages/` of the round, once or while it changes."""

import csv
import io
import time
from collections.abc import Callable
from pathlib import Path

from harness.errors import GradeError
from harness.files import write_whole
from harness.pages import roundpage, submission
from harness.pages.roundfigures import Cache, RoundFigures, figures
from harness.rounds import round as rounds
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.log import HEAD
from harness.text import one_line

PAGE, JSON, CSV = "round.html", "round.json", "round.csv"
LOOK_S = 1.0
"""Between two looks at the log's head while following."""


def write(
    folder: Path, following: bool = False, cache: Cache | None = None, say: Callable[[str], None] = lambda line: None
) -> RoundFigures:
    """Write the three files; what they show. Before, the submissions' own pages where they are out of date: links lead there.

    following: while a batch runs, those pages wait, and `round.html` says that it is being watched.
    """
    book, found = _read(folder, cache)
    if not following:
        submission.refresh(book, book.codes, say)
    place = folder / rounds.PAGES
    place.mkdir(exist_ok=True)
    write_whole(place / JSON, to_json(found))
    write_whole(place / CSV, to_csv(found))
    write_whole(place / PAGE, roundpage.render(found, following))
    return found


def _read(folder: Path, cache: Cache | None) -> tuple[RoundFolder, RoundFigures]:
    """The round and its figures. Somebody may write meanwhile, so that a file is no longer what the log said: then once more."""
    for last in (False, False, False, True):
        before = _head(folder)
        book = open_round(folder)
        try:
            return book, figures(book, cache)
        except GradeError:
            if last or _head(folder) == before:
                raise
    raise AssertionError


def _head(folder: Path) -> bytes:
    place = folder / HEAD
    return place.read_bytes() if place.exists() else b""


def follow(folder: Path, told: Callable[[RoundFigures], None], wait: Callable[[float], None] = time.sleep) -> None:
    """Write them anew whenever the log grows, until the round is closed or the person interrupts.

    The last state is written without the note that somebody is watching.
    """
    cache: Cache = {}
    before = None
    try:
        while True:
            now = _head(folder)
            if now != before:
                found = write(folder, following=True, cache=cache)
                before = now
                told(found)
                if found.closed_at:
                    return
            wait(LOOK_S)
    except KeyboardInterrupt:
        pass
    finally:
        write(folder, cache=cache)


def to_json(found: RoundFigures) -> str:
    """The same for equal ones."""
    return found.model_dump_json(by_alias=True, indent=1) + "\n"


def to_csv(found: RoundFigures) -> str:
    """A line for each submission: the numbers of the page's tables. No cell that a spreadsheet takes for a formula."""
    groups = sorted({name for each in found.submissions for name in each.groups})
    criteria = [each.id for each in found.criteria]
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    heads = ["submission", "outcome", "total", "total_least", "total_most", "musts", *(f"level:{name}" for name in criteria)]
    heads += ["handed_in", "wanted", "missing", "red_flags", "same_level", "apart", "tests_total"]
    heads += [*(f"tests:{name}" for name in groups), "duration_s", "scope_band", "scope_points", "too_little", "forgotten"]
    table.writerow([_cell(each) for each in heads])
    for each in found.submissions:
        scores = [each.groups[name].score if name in each.groups else None for name in groups]
        line = [found.names.get(each.code, each.code), each.outcome, each.total, each.low, each.high, each.musts]
        line += [*(each.levels.get(name) for name in criteria), each.handed_in, each.wanted, each.missing]
        line += [" ".join(each.red_flags), each.same_level, each.apart, each.tests_total, *scores, each.duration_s]
        line += [each.band, each.scope_points, each.too_little, "yes" if each.forgotten else "no"]
        table.writerow([_cell(value) for value in line])
    return text.getvalue()


def _cell(value: object) -> object:
    if not isinstance(value, str):
        return "" if value is None else value
    text = one_line(value, 1000)
    return f"'{text}" if text.lstrip()[:1] in tuple("=+-@\uff1d\uff0b\uff0d\uff20") else text
