"""`report.html` of a submission, made again when scores come: from the round, or from the result's own folder."""

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from harness import report, results
from harness import rubric as rubrics
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.files import write_whole
from harness.merged import Merged
from harness.pages.beside import inside, outside, rubric_of
from harness.rounds import round as rounds
from harness.rounds import scorecard as scorecards
from harness.rounds.folder import RoundFolder
from harness.rounds.scorecard import Scorecard

_FOR_ALL = frozenset({"amended", "regrade-accepted", "closed", "revealed"})
"""Events after which every submission's page says something else."""
MANY = 20
"""Pages that take long enough to tell of it; one takes about 0.1 s."""
OWN_SCORES = "scores"
"""Outside a round: scorecards in the result's own folder, a file a grader."""


def write(book: RoundFolder, code: str, result: Evaluation | None = None) -> Path | None:
    """The page of a round's submission; None where it was not graded. Levels are covered while somebody has to score it."""
    result = result or book.result(code)
    if result is None:
        return None
    place = book.path / rounds.RESULTS / code / results.REPORT
    write_whole(place, report.render(result, inside(book, code, result)))
    return place


def refresh(book: RoundFolder, codes: Iterable[str], say: Callable[[str], None] = lambda line: None) -> None:
    """Make anew the pages that are older than what the log says of them, so that links from other pages hold.

    say: is told beforehand where that takes a while.
    """
    old = _out_of_date(book, codes)
    if len(old) > MANY:
        say(f"{len(old)} submissions' own pages are out of date and are made anew")
    for code in old:
        write(book, code)


def _out_of_date(book: RoundFolder, codes: Iterable[str]) -> list[str]:
    everyone, own = "", dict[str, str]()
    for entry in book.entries:
        if entry.event in _FOR_ALL:
            everyone = entry.at
        elif code := entry.data.get("submission"):
            own[str(code)] = entry.at
    found = []
    for code in codes:
        if f"{rounds.RESULTS}/{code}/{results.RESULT}" not in book.state.files:
            continue
        page = book.path / rounds.RESULTS / code / results.REPORT
        since = datetime.fromisoformat(max(everyone, own.get(code, ""), book.round.opened_at)).timestamp()
        if not page.exists() or page.stat().st_mtime < since + 1:  # the log counts in seconds
            found.append(code)
    return found


def write_outside(folder: Path) -> tuple[Path, Merged | None]:
    """The page of a result's own folder, with the scorecards in its `scores/`; where it is, and its figures.

    Raises GradeError with file and line.
    """
    result = results.read(folder)
    place = folder / results.REPORT
    beside = outside(result, own_cards(folder, result))
    write_whole(place, report.render(result, beside))
    return place, beside.merged


def own_cards(folder: Path, result: Evaluation) -> list[Scorecard]:
    """The scorecards in `scores/`, whole and valid; drafts are left out."""
    paths = sorted((folder / OWN_SCORES).glob("*.yaml"))
    lock = result.provenance.lock
    if not paths:
        return []
    rubric = rubric_of(lock.rubric, lock.rubric_sha256) if lock else None
    if rubric is None:
        raise GradeError(f"{folder}: the rubric of this result is not one that comes with this version of grade; grade it again")
    found = []
    for path in paths:
        card = scorecards.load(path, rubric, result)
        if card.grader != path.stem:
            raise GradeError(f"{path}: it says grader {card.grader}; the file's name has to be the grader's")
        if card.handed_in_at is None:
            continue
        if card.rubric_sha256 not in ("", rubrics.sha256(rubric)):
            raise GradeError(f"{path}: it was written for another rubric ({card.rubric_sha256[:16]}); score it again")
        found.append(card)
    return found
