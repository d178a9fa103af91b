"""The talk of `grade score`: one question after the other, each answer kept at once."""

import click

from harness.evaluation import Evaluation, ScopeFinding
from harness.redflags import Offer, offers
from harness.rounds import scoring
from harness.rounds.folder import RoundFolder
from harness.rounds.scorecard import FindingVerdict, Flagged, Mark, Scorecard
from harness.rubric import Criterion, RedFlag, measured_level
from harness.text import visible

_MOST_SHOWN = 6
_MOST_ASKED = 40  # findings


class _Stopped(Exception):
    """The grader wants to go on later."""


def talk(book: RoundFolder, code: str, grader: str) -> bool:
    """Ask for what is missing on a scorecard; True where it was handed in. Stopping at any point keeps what was answered."""
    card = scoring.draft(book, code, grader)
    result = book.result(code)
    click.echo(f"{code}, scored by {grader}; rubric: {book.rubric.title}, pass mark {book.rubric.pass_mark:g} %")
    click.echo("Answers are kept as you give them. q stops, and the same command goes on.\n")
    if card.rubric_sha256 != book.round.rubric.sha256:
        click.echo("The rubric was amended since this draft was begun: look again at what you have written.\n")
    _overview(book, code, result)
    before = scoring.earlier(book, code, grader)
    try:
        for criterion in scoring.asked_for(book, code, grader):
            if criterion.id not in card.criteria and f"measured:{criterion.id}" not in card.left:
                card = _keep(book, _criterion(card, criterion, result, before))
        if card.appeal is None:
            card = _rest(book, card, code, result)
        if click.confirm("\nHand in? It can't be changed afterwards", default=True):
            scoring.hand_in(book.path, code, grader)
            return True
    except (_Stopped, click.Abort, EOFError):
        pass
    click.echo(f"\nKept in {book.path / scoring.path_of(code, grader)}. To go on: grade score {code} --as {grader}")
    return False


def _rest(book: RoundFolder, card: Scorecard, code: str, result: Evaluation | None) -> Scorecard:
    evidence = _offers(book, code, result)
    for flag in book.rubric.red_flags:
        if flag.id not in card.left and not any(each.id == flag.id for each in card.red_flags):
            card = _keep(book, _flag(card, flag, evidence.get(flag.id)))
    asked, left = _asked_about(result)
    for finding in asked:
        card = _keep(book, _finding(card, finding))
    if left:
        click.echo(f"\n{left} smaller findings are not asked about; they are in the report, and can be judged in the file.")
    if not card.note and "note" not in card.left:
        note = _ask("\nOverall note (Enter for none)")
        card = _keep(book, card.model_copy(update={"note": note, "left": (*card.left, *(() if note else ("note",)))}))
    return card


def _asked_about(result: Evaluation | None) -> tuple[list[ScopeFinding], int]:
    """The findings that a grader is asked about, and how many are left: a submission can bring thousands."""
    if result is None:
        return [], 0
    found = [*result.scope.findings, *result.scope.too_little]
    largest = sorted(range(len(found)), key=lambda place: -found[place].points)[:_MOST_ASKED]
    return [found[place] for place in sorted(largest)], len(found) - len(largest)


def _overview(book: RoundFolder, code: str, result: Evaluation | None) -> None:
    if result is not None:
        total = "open" if result.total is None else f"{result.total:g} %"
        groups = ", ".join(f"{g.name} {'open' if g.score is None else f'{100 * g.score:.0f} %'}" for g in result.groups)
        click.echo(f"tests  {total}: {groups}")
        click.echo(f"scope  {result.scope.band}, {result.scope.points:g} points: {result.scope.reason}")
        click.echo(f"report {book.path / 'results' / code / 'report.html'}")
    for asked in book.clarifications(asked_by=code):
        click.echo(f"asked during the round: {visible(asked.question, 300)}")
        click.echo("  (evidence for how they deal with open points; it never counts against anyone)")


def _criterion(card: Scorecard, criterion: Criterion, result: Evaluation | None, before: Scorecard | None) -> Scorecard:
    must = f", must reach {criterion.must}" if criterion.must else ""
    click.echo(f"\n{criterion.title}  ({criterion.id}, {criterion.weight:g} %{must})\n{criterion.asks}")
    for number, text in enumerate(criterion.levels, 1):
        click.echo(f"  {number}  {text.strip()}")
    click.echo(f"evidence: {', '.join(criterion.evidence)}")
    if before is not None and (old := before.criteria.get(criterion.id)):
        click.echo(f"before the amendment you gave {old.level}: {old.reason}")
    measured = measured_level(criterion, result.groups if result else ())
    if measured is not None and measured.level is not None:
        click.echo(f"measured: level {measured.level}; {measured.reason}")
        answer = _choose("Level, to override it with a reason; Enter keeps what was measured", ("1", "2", "3", "4", ""))
        if not answer:
            return card.model_copy(update={"left": (*card.left, f"measured:{criterion.id}")})
    else:
        if measured is not None:
            click.echo(f"not measured: {measured.reason}")
        answer = _choose("Level", ("1", "2", "3", "4"))
    mark = Mark.model_validate({"level": int(answer), "reason": _needed("Reason: what was seen, and where")})
    return card.model_copy(update={"criteria": {**card.criteria, criterion.id: mark}})


def _flag(card: Scorecard, flag: RedFlag, offer: Offer | None) -> Scorecard:
    click.echo(f"\nRed flag: {flag.title} ({flag.id})\n  counts: {flag.counts}\n  does not: {flag.does_not_count}")
    if offer is not None:
        click.echo(f"  evidence offered, which asserts nothing: {offer.told}{f' ({offer.note})' if offer.note else ''}")
        for point in offer.points:
            click.echo(f"    {point.about}{'' if point.lines else ': no line found'}")
            for seen in point.lines[:_MOST_SHOWN]:
                click.echo(f"      {seen.file}:{seen.line}: {visible(seen.text, 160)}")
    evidence = _ask("Seen? Then the evidence: file and line, a quote, or the minute (Enter: not seen)")
    if not evidence:
        return card.model_copy(update={"left": (*card.left, flag.id)})
    return card.model_copy(update={"red_flags": (*card.red_flags, Flagged(id=flag.id, evidence=evidence))})


def _finding(card: Scorecard, finding: ScopeFinding) -> Scorecard:
    key = f"{finding.signal}@{finding.file}:{finding.line}"
    if key in card.left or any((f.signal, f.file, f.line) == (finding.signal, finding.file, finding.line) for f in card.findings):
        return card
    click.echo(f"\nScope: {finding.signal}, {finding.file}:{finding.line}: {visible(finding.message, 300)}")
    answer = _choose("Agree (a), not here (n), or leave it (Enter)", ("a", "n", ""))
    if not answer:
        return card.model_copy(update={"left": (*card.left, key)})
    said = FindingVerdict(
        signal=finding.signal,
        file=finding.file,
        line=finding.line,
        verdict="agree" if answer == "a" else "not here",
        reason=_needed("Why not here") if answer == "n" else "",
    )
    return card.model_copy(update={"findings": (*card.findings, said)})


def _offers(book: RoundFolder, code: str, result: Evaluation | None) -> dict[str, Offer]:
    if result is None or book.challenge is None:
        return {}
    asked = [each.question for each in book.clarifications(asked_by=code)]
    return {offer.flag: offer for offer in offers(result, book.challenge, asked)}


def _keep(book: RoundFolder, card: Scorecard) -> Scorecard:
    scoring.save(book.path, card)
    return card


def _ask(question: str) -> str:
    text: str = click.prompt(question, default="", show_default=False)
    if text.strip() == "q":
        raise _Stopped
    return visible(text.strip(), 4000)


def _choose(question: str, allowed: tuple[str, ...]) -> str:
    while (answer := _ask(question)) not in allowed:
        click.echo(f"One of {', '.join(each or 'Enter' for each in allowed)}, or q to stop.")
    return answer


def _needed(question: str) -> str:
    while not (answer := _ask(question)):
        click.echo("A level without a reason can't be defended: a sentence will do. q stops.")
    return answer
