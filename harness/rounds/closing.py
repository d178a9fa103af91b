"""`grade round close` and `reveal`: a round is frozen under a manifest, and only then does anybody see who is who."""

from dataclasses import dataclass
from pathlib import Path

from harness.errors import GradeError
from harness.rounds import manifest, regrading
from harness.rounds import round as rounds
from harness.rounds.agreement import differences
from harness.rounds.folder import Person, RoundFolder, of, open_round
from harness.rounds.store import locked
from harness.rounds.verify import verify


@dataclass(frozen=True)
class Missing:
    """What a complete round would still need, for one submission or for the round (code None)."""

    code: str | None
    what: str


def missing(book: RoundFolder) -> list[Missing]:
    """What keeps the round from being complete: results, scores, scores to be done again, drafts, differences, a regrade."""
    found: list[Missing] = []
    for code in book.codes:
        result = book.result(code)
        if book.challenge is not None and (result is None or result.total is None):
            found.append(Missing(code, "is not graded" if result is None else "was left open by the harness: grade it again"))
        elif book.challenge is not None and result is not None and result.challenge.sha256 != book.challenge.sha256:
            found.append(Missing(code, "was graded with an earlier challenge: grade round regrade"))
        cards = book.state.handed_in(code)
        fresh = [card for card in cards if not card.stale and card.appeal is None]
        if (lacking := book.round.graders_per_submission - len(fresh)) > 0:
            found.append(Missing(code, f"lacks {lacking} of {book.round.graders_per_submission} graders' scores"))
        found += [Missing(code, f"is to be scored again by {card.grader}: amended since") for card in cards if card.stale]
        found += [Missing(code, f"has a draft by {name}") for name in drafts(book, code)]
        found += [Missing(code, f"has an appeal ({each}) that nobody has answered") for each in open_appeals(book, code)]
    found += [
        Missing(each.code, f"graders differ on {each.criterion}: {', '.join(f'{g} {level}' for g, level in each.levels.items())}")
        for each in differences(book)
        if each.adjudicated is None
    ]
    if book.state.regrades and regrading.number(book) in book.state.regrades:
        found.append(Missing(None, "a regrade is not accepted yet: grade round regrade --accept"))
    return found


def drafts(book: RoundFolder, code: str) -> list[str]:
    """The graders who have begun and not handed in."""
    names = (path.stem for path in sorted((book.path / rounds.SCORES / code).glob("*.yaml")))
    return [name for name in names if (code, name) not in book.state.cards]


def open_appeals(book: RoundFolder, code: str) -> list[int]:
    """The numbers of the appeals against one submission that nobody has answered."""
    answered = {card.appeal for card in book.state.handed_in(code) if not card.stale}
    return [each.number for each in book.state.appeals if each.code == code and each.number not in answered]


def close(folder: Path, by: str, key: Path | None = None, incomplete: str | None = None) -> RoundFolder:
    """Freeze the round and write its manifest, signed where a key is given.

    incomplete: the reason for closing a round that lacks something. Raises GradeError where it doesn't verify, or where it lacks
    something and no reason is given.
    """
    book = open_round(folder)
    book.must_be_open()
    if faults := verify(folder).faults:
        told = "\n".join(f"  {fault}" for fault in faults[:20])
        raise GradeError(f"{folder}: a round that doesn't verify is not closed:\n{told}")
    lacking = missing(book)
    if lacking and incomplete is None:
        told = "\n".join(f"  {each.code or 'the round'} {each.what}" for each in lacking[:30])
        raise GradeError(f"{folder}: the round is not complete:\n{told}\nFinish it, or say why not: --incomplete REASON")
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        statement = manifest.make(book.round, book.entries, book.state)
        writes = {rounds.MANIFEST: statement}
        if key is not None:
            writes[rounds.ENVELOPE] = manifest.sign(statement, key)
        data = {"signed": key is not None, "incomplete": incomplete, "lacking": len(lacking)}
        store.commit("closed", by, data, writes)
        return of(store)


def reveal(folder: Path, by: str) -> dict[str, Person]:
    """Who is behind each code name; logged. Raises GradeError before the round is closed."""
    book = open_round(folder)
    if book.state.closed is None:
        raise GradeError(f"{folder}: names are shown once the round is closed — first: grade round close {folder}")
    with locked(folder) as store:
        book = of(store)
        if book.state.revealed is None:
            store.commit("revealed", by)
        return dict(book.names().people)
