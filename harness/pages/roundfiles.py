"""`grade round report`: the round page with its JSON and CSV, in the folder `pages/` of the round, once or while it changes."""

import time
from collections.abc import Callable
from pathlib import Path

from harness.files import write_whole
from harness.pages import roundpage, submission
from harness.pages.roundfigures import Cache, RoundFigures, figures, to_csv, to_json
from harness.rounds import round as rounds
from harness.rounds.folder import open_round
from harness.rounds.log import HEAD

PAGE, JSON, CSV = "round.html", "round.json", "round.csv"
LOOK_S = 1.0
"""Between two looks at the log's head while following."""


def write(
    folder: Path, following: bool = False, cache: Cache | None = None, say: Callable[[str], None] = lambda line: None
) -> RoundFigures:
    """Write the three files; what they show. Before, the submissions' own pages where they are out of date: links lead there.

    following: while a batch runs, those pages wait, and `round.html` says that it is being watched.
    """
    book = open_round(folder)
    found = figures(book, cache)
    if not following:
        submission.refresh(book, book.codes, say)
    place = folder / rounds.PAGES
    place.mkdir(exist_ok=True)
    write_whole(place / JSON, to_json(found))
    write_whole(place / CSV, to_csv(found))
    write_whole(place / PAGE, roundpage.render(found, following))
    return found


def follow(folder: Path, told: Callable[[RoundFigures], None], wait: Callable[[float], None] = time.sleep) -> None:
    """Write them anew whenever the log grows, until the round is closed or the person interrupts.

    The last state is written without the note that somebody is watching.
    """
    cache: Cache = {}
    before = None
    try:
        while True:
            now = (folder / HEAD).read_bytes() if (folder / HEAD).exists() else b""
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
