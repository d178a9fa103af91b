"""A grader's scorecards: drafts that nobody else sees, handing in, and doing again what an amendment made stale."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.errors import GradeError
from harness.files import write_whole
from harness.rounds import scorecard as scorecards
from harness.rounds.blind import order
from harness.rounds.folder import RoundFolder, of, open_round, yaml_of
from harness.rounds.round import EARLIER, SCORES
from harness.rounds.scorecard import Scorecard, grader_name
from harness.rounds.state import Appeal
from harness.rounds.store import locked, now
from harness.rubric import Criterion


def path_of(code: str, grader: str) -> str:
    """Where a scorecard stands in the round."""
    return f"{SCORES}/{code}/{grader}.yaml"


def reading_order(book: RoundFolder, grader: str) -> list[str]:
    """The submissions in the order drawn for this grader."""
    return order(book.codes, grader, book.round.order_seed)


def to_do(book: RoundFolder, grader: str) -> list[str]:
    """What this grader has not handed in, or has to do again, in their order."""
    return [code for code in reading_order(book, grader) if not _is_done(book, code, grader)]


def appeal_for(book: RoundFolder, code: str, grader: str) -> Appeal | None:
    """The last appeal against a submission that this grader may answer: one who had not scored it when it was lodged."""
    card = book.state.cards.get((code, grader))
    appeals = [each for each in book.state.appeals if each.code == code]
    if not appeals or (card is not None and card.appeal is None):
        return None
    return appeals[-1]


def asked_for(book: RoundFolder, code: str, grader: str) -> tuple[Criterion, ...]:
    """The criteria that this grader is asked about: all, or the one that an appeal is about."""
    appeal = appeal_for(book, code, grader)
    if appeal is None or appeal.criterion is None:
        return book.rubric.criteria
    return tuple(each for each in book.rubric.criteria if each.id == appeal.criterion)


def may_score(book: RoundFolder, code: str, grader: str) -> None:
    """GradeError where this grader can't score that submission now."""
    book.must_be_open()
    book.check(code)
    grader_name(grader)
    appeal = appeal_for(book, code, grader)
    if book.round.graders and grader not in book.round.graders and appeal is None:
        raise GradeError(
            f"{grader} is no grader of this round — its graders are {', '.join(book.round.graders)}; somebody else can score on "
            "an appeal"
        )
    if _is_done(book, code, grader):
        at = book.state.cards[code, grader].at
        raise GradeError(
            f"{grader} handed in {code} at {at}, and that stands — where graders differ, settle it: "
            f"grade round adjudicate {book.path} {code} CRITERION --level N --reason TEXT"
        )
    if book.round.challenge is not None and book.result(code) is None:
        raise GradeError(f"{code} has no result yet — grade it first: grade SUBMISSION --round {book.path}")
    others = [card.grader for card in book.state.handed_in(code) if not card.stale]
    if appeal is not None and grader in others and book.state.cards[code, grader].appeal == appeal.number:
        raise GradeError(f"{grader} has answered this appeal already")


def draft(book: RoundFolder, code: str, grader: str) -> Scorecard:
    """What this grader has written so far, else an empty scorecard. Raises GradeError with the lines where it is wrong."""
    may_score(book, code, grader)
    place = book.path / path_of(code, grader)
    appeal = appeal_for(book, code, grader)
    if (code, grader) not in book.state.cards and place.exists():
        return _own(scorecards.load(place, book.rubric, book.result(code)), code, grader, place)
    number = appeal.number if appeal else None
    return Scorecard(submission=code, grader=grader, rubric_sha256=book.round.rubric.sha256, appeal=number)


def earlier(book: RoundFolder, code: str, grader: str) -> Scorecard | None:
    """What this grader handed in before the last amendment, to look back at."""
    card = book.state.cards.get((code, grader))
    if card is not None:
        return book.card(card.path)
    prefix = f"{SCORES}/{code}/{EARLIER}/{grader}-"
    paths = {seq: path for path, (_, seq) in book.state.files.items() if path.startswith(prefix)}
    return book.card(paths[max(paths)]) if paths else None


def save(folder: Path, card: Scorecard) -> None:
    """Keep a draft, whole. A stale scorecard in its place is put aside first, and that is logged."""
    with locked(folder) as store:
        book = of(store)
        may_score(book, card.submission, card.grader)
        path = path_of(card.submission, card.grader)
        old = book.state.cards.get((card.submission, card.grader))
        if old is not None:
            aside = f"{SCORES}/{card.submission}/{EARLIER}/{card.grader}-{old.seq}.yaml"
            data = {"submission": card.submission, "grader": card.grader}
            store.commit("score-reopened", card.grader, data, {aside: (folder / old.path).read_bytes()}, [old.path])
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        write_whole(folder / path, yaml_of(card.model_copy(update={"handed_in_at": None})))


def hand_in(folder: Path, code: str, grader: str) -> Scorecard:
    """Hand in what stands in the file. Raises GradeError with the lines where it is wrong, or with what is missing."""
    with locked(folder) as store:
        book = of(store)
        may_score(book, code, grader)
        place = folder / path_of(code, grader)
        if (code, grader) in book.state.cards or not place.exists():
            raise GradeError(f"{place}: there is nothing to hand in yet — write it: grade score {code} --as {grader}")
        result = book.result(code)
        card = _own(scorecards.load(place, book.rubric, result), code, grader, place)
        asked = asked_for(book, code, grader)
        if missing := scorecards.missing(card, book.rubric, result, [criterion.id for criterion in asked]):
            names = ", ".join(criterion.id for criterion in missing)
            raise GradeError(f"{place}: no level yet for {names} — each criterion needs one, with a reason")
        appeal = appeal_for(book, code, grader)
        if appeal and appeal.criterion and (others := set(card.criteria) - {appeal.criterion}):
            raise GradeError(f"{place}: the appeal is about {appeal.criterion} only — take {', '.join(sorted(others))} away")
        at = now()
        card = card.model_copy(
            update={
                "handed_in_at": at,
                "rubric_sha256": book.round.rubric.sha256,
                "appeal": appeal.number if appeal else None,
            }
        )
        data = {"submission": code, "grader": grader, "appeal": card.appeal}
        store.commit("score-handed-in", grader, data, {path_of(code, grader): yaml_of(card)}, at=at)
        return card


@contextmanager
def session(folder: Path, code: str, grader: str) -> Iterator[None]:
    """One terminal for a scorecard: a second one, which would overwrite the first, is refused."""
    open_round(folder)
    descriptor = os.open(folder / f".lock-{code}-{grader}", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise GradeError(f"{grader} is scoring {code} in another terminal — go on there, or end it first") from None
        yield
    finally:
        os.close(descriptor)


def _is_done(book: RoundFolder, code: str, grader: str) -> bool:
    card = book.state.cards.get((code, grader))
    return card is not None and not card.stale


def _own(card: Scorecard, code: str, grader: str, place: Path) -> Scorecard:
    if (card.submission, card.grader) != (code, grader):
        raise GradeError(
            f"{place}: it says submission {card.submission} and grader {card.grader}, and stands where those of {code} and "
            f"{grader} belong — mend the two, or move the file"
        )
    if card.handed_in_at is not None:
        raise GradeError(f"{place}: it says that it was handed in, and the log doesn't — set handed_in_at to null")
    return card
