"""`grade round forget`: one person's data goes, the round's numbers stay, and the log says so and still holds together.

What goes: the submission, results, scorecards and drafts, adjudications, appeals, the line in names.yaml, and every page that
mentions them. What stays: figures without a word of text (`harness.roundrow.Row`) in forgotten.yaml, and in the log the code
name, which no longer leads to anybody.
"""

import shutil
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from harness.errors import GradeError, HarnessError
from harness.nearby import did_you_mean
from harness.roundrow import Kept, kept, row
from harness.rounds import round as rounds
from harness.rounds.folder import Clarifications, Names, RoundFolder, of, open_round, yaml_of
from harness.rounds.store import locked
from harness.text import one_line

SOMEBODY = "forgotten"
"""Who asked a question, once they are forgotten; the question stays, since everyone has the answer."""


@dataclass(frozen=True)
class Forgotten:
    """What was deleted. files: those that the log knew of. others: drafts, and pages made from the rest."""

    code: str
    files: int
    others: tuple[str, ...]
    kept: bool


def find(book: RoundFolder, candidate: str) -> str:
    """The code name of a candidate, who is given by code name, name or mail. Raises GradeError, which tells no names."""
    there = {code for code, each in book.state.candidates.items() if not each.forgotten}
    if candidate in there:
        return candidate
    if candidate in book.state.candidates:
        raise GradeError(f"{book.path}: the data of {candidate} was deleted already; the log says when")
    wanted = candidate.strip().casefold()
    people = book.names().people.items()
    found = [code for code, each in people if code in there and wanted in (each.name.casefold(), each.mail.casefold() or None)]
    if len(found) == 1:
        return found[0]
    if found:
        raise GradeError(f"{book.path}: {len(found)} candidates are called that — give the mail address, or the code name")
    near = did_you_mean(candidate, there) or "give the code name, or the name or address as names.yaml has it"
    raise GradeError(f'{book.path}: nobody in this round is "{one_line(candidate, 80)}" — {near}')


def forget(folder: Path, candidate: str, by: str) -> Forgotten:
    """Delete one person's data, also in a closed round. The candidate is given as for `find`."""
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        code = find(book, candidate)
        state = book.state.candidates[code]
        writes: dict[str, bytes] = {}
        if keeps := state.added is not None or bool(book.state.handed_in(code)):
            rows = (*kept(book), row(book, code).model_copy(update={"forgotten": True}))
            writes[rounds.FORGOTTEN] = yaml_of(Kept(rows=rows))
        names = book.names()
        if person := names.people.get(code):
            writes[rounds.NAMES] = yaml_of(Names(people={name: each for name, each in names.people.items() if name != code}))
        asked = book.clarifications()
        if any(each.asked_by == code for each in asked):
            mended = (each.model_copy(update={"asked_by": SOMEBODY}) if each.asked_by == code else each for each in asked)
            writes[rounds.CLARIFICATIONS] = yaml_of(Clarifications(entries=tuple(mended)))
        removes = [path for path in book.state.files if path not in writes and _is_of(book, path, code)]
        # First what the log does not know of: a crash in between leaves nothing behind that nobody would look for.
        others = _remove_unlogged(book, code, [code, *([person.name, person.mail] if person else [])], set(removes))
        store.commit("forgotten", by, {"submission": code}, writes, removes)
        return Forgotten(code, len(removes), others, keeps)


def _is_of(book: RoundFolder, path: str, code: str) -> bool:
    appeals = {f"appeals/{each.code}-{each.number}.yaml" for each in book.state.appeals if each.code == code}
    return path in appeals or any(part == code or part.startswith(f"{code}.") for part in path.split("/"))


def _remove_unlogged(book: RoundFolder, code: str, marks: list[str], logged: set[str]) -> tuple[str, ...]:
    """Drafts, locks, and pages that mention them."""
    folder = book.path
    places = [folder / rounds.SUBMISSIONS / code, folder / rounds.RESULTS / code, folder / rounds.SCORES / code]
    files = [path for place in places if place.is_dir() for path in place.rglob("*") if not path.is_dir()]
    files += folder.glob(f".lock-{code}-*")
    pages = folder / rounds.PAGES
    files += [path for path in sorted(pages.rglob("*")) if path.is_file() and _mentions(path, marks)] if pages.is_dir() else []
    gone = []
    try:
        for path in files:
            name = path.relative_to(folder).as_posix()
            if name not in logged:
                path.unlink(missing_ok=True)
                gone.append(name)
        for place in places:
            if place.is_dir() and not any(each.is_file() or each.is_symlink() for each in place.rglob("*")):
                shutil.rmtree(place)
    except OSError as error:
        raise HarnessError(f"cannot delete in {one_line(str(folder), 300)}: {error.strerror}; nothing is logged yet") from error
    return tuple(gone)


def _mentions(path: Path, marks: list[str]) -> bool:
    with suppress(OSError):
        text = f"{path.name}\n{path.read_bytes().decode('utf-8', 'replace')}".casefold()
        return any(mark.casefold() in text for mark in marks if mark.strip())
    return True  # better one page too many, which can be made again
