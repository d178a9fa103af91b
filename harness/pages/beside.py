"""What stands beside a result on its report: the merged figures, and what helps to judge. Inside a round, and outside of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from harness import bundled, redflags
from harness import challenge as challenges
from harness import rubric as rubrics
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.fairness import record
from harness.fairness.record import FairnessRecord
from harness.merge import of_result, of_round
from harness.merged import Merged
from harness.redflags import Offer
from harness.rounds.folder import Clarification, RoundFolder
from harness.rounds.scorecard import Scorecard
from harness.rubric import Rubric


@dataclass(frozen=True)
class Beside:
    """merged: None where the rubric is not known, for the `reason`. offers: evidence on red flags. asked: in the round.

    fairness: of the tests; None where there is no record for this very challenge. name: who it is, once the round was revealed.
    """

    merged: Merged | None
    reason: str = ""
    offers: tuple[Offer, ...] = ()
    asked: tuple[Clarification, ...] = ()
    fairness: FairnessRecord | None = None
    name: str = ""


def inside(book: RoundFolder, code: str, result: Evaluation | None = None) -> Beside:
    """For a submission of a round. result: where it is at hand already."""
    result = result or book.result(code)
    asked = book.clarifications(code)
    fairness = _fairness(book.challenge) if book.challenge else None
    if fairness is None and result is not None:
        fairness = _known_fairness(result)
    shown = book.shown_name(code)
    return Beside(
        merged=of_round(book, code),
        offers=_offers(result, book.challenge, tuple(each.question for each in asked)),
        asked=asked,
        fairness=fairness,
        name="" if shown == code else shown,
    )


def outside(result: Evaluation, cards: Sequence[Scorecard] = ()) -> Beside:
    """For a submission that was graded on its own, by the rubric that comes with the program."""
    offers = _offers(result, _challenge(result), ())
    fairness = _known_fairness(result)
    lock = result.provenance.lock
    if lock is None:
        return Beside(None, "the result names no rubric", offers, fairness=fairness)
    rubric = rubric_of(lock.rubric, lock.rubric_sha256)
    if rubric is None:
        where = f"of the round {lock.round}; render the page from the round" if lock.round else "of another version of grade"
        return Beside(None, f"its rubric is one {where}", offers, fairness=fairness)
    return Beside(of_result(rubric, result, cards), "", offers, fairness=fairness)


@cache
def rubric_of(title: str, sha256: str) -> Rubric | None:
    """The program's own rubric with that hash; None where it has none. title: looked at first, since loading takes a while."""
    words = title.casefold().replace("-", " ")
    near = sorted(rubrics.known(), key=lambda each: -sum(part.replace("-", " ") in words for part in each))
    for stage, profile in near:
        found = rubrics.bundled(stage, profile)
        if found.title == title:
            return found if rubrics.sha256(found) == sha256 else None
    return None


def _challenge(result: Evaluation) -> Challenge | None:
    """The challenge that comes with the program, where the result is of that very one."""
    if not (bundled.folder("challenges") / result.challenge.name / "challenge.yaml").is_file():
        return None
    try:
        found = challenges.named(result.challenge.name)
    except GradeError:
        return None
    return found if found.sha256 == result.challenge.sha256 else None


def _offers(result: Evaluation | None, challenge: Challenge | None, asked: tuple[str, ...]) -> tuple[Offer, ...]:
    return redflags.offers(result, challenge, asked) if result and challenge else ()


def _fairness(challenge: Challenge) -> FairnessRecord | None:
    try:
        return record.load(challenge)
    except GradeError:
        return None


def _known_fairness(result: Evaluation) -> FairnessRecord | None:
    try:
        return record.of(result.challenge.name, result.challenge.sha256)
    except GradeError:
        return None
