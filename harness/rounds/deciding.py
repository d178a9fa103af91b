"""Clarifications, appeals and adjudications: what people decide in a round beside their scorecards."""

from pathlib import Path

from harness.errors import GradeError
from harness.rounds import round as rounds
from harness.rounds.adding import mask_for
from harness.rounds.folder import Adjudication, Adjudications, Clarification, Clarifications, RoundFolder, of, open_round, yaml_of
from harness.rounds.store import locked, now
from harness.rubric import Level
from harness.text import visible
from harness.yamltext import dump

_MOST_TEXT = 20_000


def clarify(folder: Path, asked_by: str, question: str, answer: str, by: str) -> str:
    """Record a question and its answer, for everyone in the round alike; the text of CLARIFICATIONS.md as it is now.

    asked_by: a code name of the round. It is kept as evidence for that candidate, and is not in what candidates get.
    """
    question, answer = _said(question, "--question"), _said(answer, "--answer")
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        if asked_by not in book.state.candidates:
            known = ", ".join(book.state.candidates) or "nobody yet"
            raise GradeError(
                f"--asked-by {asked_by}: no such code name in the round ({known}) — who has not handed in gets one with: "
                f"grade round invite {folder} --candidate NAME"
            )
        at = now()
        question = mask_for(book, asked_by).text(question)  # everyone will read it
        entries = (*book.clarifications(), Clarification(at=at, asked_by=asked_by, question=question, answer=answer))
        page = clarifications_page(entries)
        writes = {rounds.CLARIFICATIONS: yaml_of(Clarifications(entries=entries)), rounds.CLARIFICATIONS_PAGE: page.encode()}
        store.commit("clarified", by, {"submission": asked_by}, writes, at=at)
        return page


def clarifications_page(entries: tuple[Clarification, ...]) -> str:
    """CLARIFICATIONS.md: what everyone gets, without who asked."""
    parts = ["# Clarifications", "Answers to questions that came in. Everyone in the round gets the same.", ""]
    for number, each in enumerate(entries, 1):
        quoted = "\n".join(f"> {line}".rstrip() for line in each.question.splitlines())
        parts += [f"## {number}. {each.at}", "", quoted, "", each.answer, ""]
    return "\n".join(parts)


def appeal(folder: Path, code: str, reason: str, by: str, criterion: str | None = None) -> int:
    """Open a submission, or one criterion of it, for a grader who has not scored it; the appeal's number."""
    reason = _said(reason, "--reason")
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        book.check(code)
        if criterion:
            book.rubric.criterion(criterion)
        if not any(not card.stale for card in book.state.handed_in(code)):
            raise GradeError(f"{code} has no score yet that an appeal could be against — see `grade round status {folder}`")
        number = len(book.state.appeals) + 1
        path = f"appeals/{code}-{number}.yaml"
        text = dump({"submission": code, "criterion": criterion, "by": by, "at": now(), "reason": reason})
        store.commit("appealed", by, {"submission": code, "criterion": criterion}, {path: text.encode()})
        return number


def adjudicate(
    folder: Path, code: str, criterion: str, level: Level, reason: str, by: str, together: bool = False
) -> Adjudication:
    """Settle a criterion on which graders differ. by: a third who has not scored it, unless the graders settled it `together`."""
    reason = _said(reason, "--reason")
    open_round(folder)
    with locked(folder) as store:
        book = of(store)
        book.must_be_open()
        book.check(code)
        book.rubric.criterion(criterion)
        _may_adjudicate(book, code, by, together)
        made = Adjudication(level=level, reason=reason, by=by, at=now(), together=together)
        old = book.adjudications(code, before_amendments=True)
        writes = {f"{rounds.ADJUDICATIONS}/{code}.yaml": yaml_of(Adjudications(criteria={**old, criterion: made}))}
        if criterion in old:  # settled once more; the earlier word stays on record
            kept = f"{rounds.ADJUDICATIONS}/{rounds.EARLIER}/{store.next_seq}/{code}.yaml"
            writes[kept] = yaml_of(Adjudications(criteria={criterion: old[criterion]}))
        store.commit("adjudicated", by, {"submission": code, "criterion": criterion, "together": together}, writes)
        return made


def _may_adjudicate(book: RoundFolder, code: str, by: str, together: bool) -> None:
    graders = [card.grader for card in book.state.handed_in(code) if not card.stale]
    if len(graders) < 2:
        raise GradeError(f"{code} was scored by {len(graders)} so far; there is nothing to settle before two have handed in")
    if by in graders and not together:
        raise GradeError(
            f"{by} has scored {code}: a third settles it, or the graders do together — say --together after they have talked"
        )


def _said(text: str, option: str) -> str:
    if not text.strip():
        raise GradeError(f"{option} is empty: say it in a sentence")
    return visible(text.strip(), _MOST_TEXT)
