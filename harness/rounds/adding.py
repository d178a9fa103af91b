"""`grade SUBMISSION... --round FOLDER`: a submission gets a code name, is kept whole, and is graded with just what was locked."""

import secrets
from dataclasses import replace
from pathlib import Path

from harness import junit, results
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.grading import Graded, Grader, Watch
from harness.heuristics import sarif
from harness.rounds import round as rounds
from harness.rounds.blind import Mask, draw_code, mask_of, masked
from harness.rounds.folder import Names, Person, RoundFolder, of, open_round, yaml_of
from harness.rounds.opening import harness_now
from harness.rounds.store import Store, locked
from harness.submission import Submission
from harness.text import one_line
from harness.unpack import name_of, unpack

KEPT = "submission.tar"
"""A submission as it came, in its own folder: never unpacked onto the disk."""


def invite(folder: Path, candidate: str, by: str, mail: str = "") -> str:
    """Give a candidate a code name before they hand in, to ask under or to be talked to. The same candidate keeps the same."""
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        if known := _code_of(book.names(), candidate):
            return known
        code, names = _enrolled(book, candidate, mail, ())
        store.commit("invited", by, {"submission": code}, {rounds.NAMES: yaml_of(names)})
        return code


def add(folder: Path, source: Path, by: str, candidate: str | None = None) -> str:
    """Take a submission into the round; its code name. The very same files by the same candidate again change nothing.

    candidate: who it is, as the one who adds it knows them; the archive's name where nothing is said. The same files by somebody
    else (an untouched kit, or a copy) are a submission of their own.
    """
    submission = unpack(source)
    given = name_of(source)
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        code = _code_of(book.names(), candidate or given)
        for each in book.state.submissions():
            same = each.added and each.added.data.get("sha256") == submission.sha256 and not each.forgotten
            if same and (each.code == code or (candidate is None and given in book.names().people[each.code].given)):
                return each.code
        book.must_be_open()
        must_be_locked(book)
        if code and book.state.candidates[code].added:
            raise GradeError(
                f"{one_line(str(source), 300)}: {one_line(candidate or given)} has handed in already, as {code} — say "
                "--candidate NAME where this is somebody else's; a second attempt belongs into a new round"
            )
        if code is None:
            code, names = _enrolled(book, candidate or given, "", (given,))
        else:
            names = _given(book.names(), code, given)
        store.commit(
            "submission-added",
            by,
            {"submission": code, "sha256": submission.sha256},
            {f"{rounds.SUBMISSIONS}/{code}/{KEPT}": submission.tar(), rounds.NAMES: yaml_of(names)},
        )
        return code


def grade(folder: Path, code: str, grader: Grader, by: str, watch: Watch = lambda done, all_, name: None) -> Graded:
    """Grade a submission of the round, once: with the locked challenge, under its code name, names masked."""
    book = open_round(folder)
    place = folder / rounds.RESULTS / code
    known = book.result(code)
    if known is not None and known.total is not None:
        if not (place / results.REPORT).exists():
            write_report(folder, code, known)
        return Graded(known, place, reused=True)
    book.must_be_open()
    must_be_locked(book)
    evaluation, log = evaluate(book, code, grader, watch)
    with locked(folder) as store:
        now = of(store)
        already = now.result(code)  # somebody else may have been faster
        if already is None or already.total is None:
            must_be_as_before(book, now)
            _commit(store, code, evaluation, log, by)
        else:
            evaluation = already
    write_report(folder, code, evaluation)
    return Graded(evaluation, place)


def evaluate(book: RoundFolder, code: str, grader: Grader, watch: Watch) -> tuple[Evaluation, str]:
    """What grading says with the round's challenge as it is now, masked; and the run's log."""
    challenge = book.challenge
    if challenge is None:
        raise GradeError(f"{book.path}: a round without a challenge has nothing to grade; people score it")
    submission = stored(book, code)
    evaluation, log = grader.evaluate(submission, challenge, watch)
    provenance = evaluation.provenance.model_copy(update={"lock": book.lock(code)})
    mask = mask_for(book, code, submission)
    return masked(evaluation.model_copy(update={"provenance": provenance}), mask), mask.text(log)


def stored(book: RoundFolder, code: str) -> Submission:
    """A submission of the round, as it came, under its code name. Raises GradeError where it is not the one that came in."""
    path = book.unchanged(f"{rounds.SUBMISSIONS}/{code}/{KEPT}")
    return replace(unpack(path), name=code)


def mask_for(book: RoundFolder, code: str, submission: Submission | None = None) -> Mask:
    """What covers this candidate's names; nothing once the round was revealed."""
    if book.state.revealed:
        return Mask()
    person = book.names().people.get(code)
    given = [person.name, person.mail, *person.given] if person else []
    texts = [file.data[:65536].decode("utf-8", "replace") for file in submission.files] if submission else []
    return mask_of([text for text in given if text], texts)


def files_of(evaluation: Evaluation, log: str) -> dict[str, bytes]:
    """What is kept of a result, by name; the report is made from it."""
    return {
        results.RESULT: results.to_json(evaluation).encode(),
        results.JUNIT: junit.render(evaluation),
        results.SARIF: sarif.render(evaluation),
        "run.log": log.encode(),
    }


def write_report(folder: Path, code: str, evaluation: Evaluation) -> None:
    """The page of one submission, which can be made again at any time."""
    from harness.pages import submission  # the templates' modules take a while to load

    submission.write(open_round(folder), code, evaluation)


def must_be_locked(book: RoundFolder) -> None:
    """GradeError with both hashes where rubric, challenge or program are not what the round locked."""
    assert book.rubric is not None and (book.challenge is not None or book.round.challenge is None)
    then, now = book.round.harness, harness_now()
    if then != now:
        raise GradeError(
            f"{book.path}: this is not the version of grade that the round locked\n"
            f"  locked {then.version} {then.sha256}\n  now    {now.version} {now.sha256}\n"
            f"Install the locked one, or record the change: grade round amend {book.path} --harness --reason TEXT"
        )


def must_be_as_before(before: RoundFolder, now: RoundFolder) -> None:
    """GradeError where the round was closed or amended while something was graded: the result is not one of this round."""
    now.must_be_open()
    if (before.round.challenge, before.round.harness) != (now.round.challenge, now.round.harness):
        raise GradeError(f"{now.path}: the round was amended while this was graded — grade it again")


def _commit(store: Store, code: str, evaluation: Evaluation, log: str, by: str) -> None:
    writes = {f"{rounds.RESULTS}/{code}/{name}": data for name, data in files_of(evaluation, log).items()}
    stale = [f"{rounds.RESULTS}/{code}/{results.REPORT}"]  # a page of an earlier result, if a crash comes before the new one
    store.commit("graded", by, {"submission": code, "total": evaluation.total}, writes, stale)


def _code_of(names: Names, candidate: str) -> str | None:
    wanted = candidate.strip().casefold()
    return next((code for code, each in names.people.items() if each.name.casefold() == wanted), None)


def _enrolled(book: RoundFolder, candidate: str, mail: str, given: tuple[str, ...]) -> tuple[str, Names]:
    if not candidate.strip():
        raise GradeError("a candidate without a name: say --candidate NAME")
    names = book.names()
    code = draw_code(book.state.candidates.keys())
    person = Person(name=candidate.strip(), mail=mail, given=given, salt=secrets.token_hex(16))
    # Sorted, so that the file does not show who came first.
    return code, Names(people=dict(sorted({**names.people, code: person}.items())))


def _given(names: Names, code: str, given: str) -> Names:
    person = names.people[code]
    return Names(people={**names.people, code: person.model_copy(update={"given": (*person.given, given)})})
