"""What `grade round status` tells: who has scored what, what is missing, where graders differ, and how far they agree."""

from pathlib import Path

from harness.evaluation import Locked, Model
from harness.rounds import agreement as agreements
from harness.rounds.closing import drafts, missing, open_appeals
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.scoring import reading_order, to_do


class SubmissionStatus(Model):
    """One row. total: percent of the tests. handed_in: graders. stale: those whose score is to be done again."""

    code: str
    total: float | None
    band: str
    handed_in: tuple[str, ...]
    stale: tuple[str, ...]
    drafts: tuple[str, ...]
    open_appeals: tuple[int, ...]
    lacks: tuple[str, ...]


class DifferenceStatus(Model):
    """Graders two levels or more apart. settled: the adjudicated level, None where it is still open."""

    code: str
    criterion: str
    levels: dict[str, int]
    settled: int | None


class Status(Model):
    """The whole. shown_to: the grader who asked. Levels are only of submissions that nobody is scoring any more."""

    round: str
    folder: str
    stage: str
    profile: str
    locked: Locked
    amendments: tuple[str, ...]
    closed_at: str | None
    revealed: bool
    shown_to: str | None
    graders_per_submission: int
    submissions: tuple[SubmissionStatus, ...]
    invited: tuple[str, ...]
    to_do: tuple[str, ...]
    differences: tuple[DifferenceStatus, ...]
    agreement: tuple[agreements.Agreement, ...]
    lacks: tuple[str, ...]


def status(folder: Path, grader: str | None = None) -> Status:
    """grader: who asks; their own order, and levels of what they have handed in or nobody scores any more."""
    book = open_round(folder)
    lacking = missing(book)
    codes = reading_order(book, grader) if grader else book.codes
    visible = [code for code in book.codes if _levels_may_be_shown(book, code, grader)]
    return Status(
        round=book.round.name,
        folder=str(folder),
        stage=book.round.stage,
        profile=book.round.profile,
        locked=book.lock(),
        amendments=tuple(f"{each.at} {', '.join(each.what)}: {each.reason} ({each.by})" for each in book.round.amendments),
        closed_at=book.state.closed.at if book.state.closed else None,
        revealed=book.state.revealed is not None,
        shown_to=grader,
        graders_per_submission=book.round.graders_per_submission,
        submissions=tuple(_row(book, code, [each.what for each in lacking if each.code == code]) for code in codes),
        invited=tuple(code for code, each in book.state.candidates.items() if code not in codes and not each.forgotten),
        to_do=tuple(to_do(book, grader)) if grader and book.state.closed is None else (),
        differences=tuple(
            DifferenceStatus(
                code=each.code,
                criterion=each.criterion,
                levels=each.levels,
                settled=each.adjudicated.level if each.adjudicated else None,
            )
            for each in agreements.differences(book, visible)
        ),
        agreement=tuple(agreements.agreements(book, visible)),
        lacks=tuple(each.what for each in lacking if each.code is None),
    )


def _row(book: RoundFolder, code: str, lacks: list[str]) -> SubmissionStatus:
    result = book.result(code)
    cards = book.state.handed_in(code)
    return SubmissionStatus(
        code=code,
        total=result.total if result else None,
        band=result.scope.band if result else "not judged",
        handed_in=tuple(card.grader for card in cards if not card.stale),
        stale=tuple(card.grader for card in cards if card.stale),
        drafts=tuple(drafts(book, code)),
        open_appeals=tuple(open_appeals(book, code)),
        # Which criterion graders differ on is itself a hint at the levels; it stands under differences, where they may be shown.
        lacks=tuple(what for what in lacks if not what.startswith("graders differ")),
    )


def _levels_may_be_shown(book: RoundFolder, code: str, grader: str | None) -> bool:
    """Nobody who is still to score it may see them: so all are in, and no draft and no appeal is open, or the asker's is in."""
    if book.state.closed is not None:
        return True
    fresh = [card for card in book.state.handed_in(code) if not card.stale]
    asked = [card for card in fresh if card.appeal is None]
    if grader is not None:
        return any(card.grader == grader for card in fresh)
    return len(asked) >= book.round.graders_per_submission and not drafts(book, code) and not open_appeals(book, code)
