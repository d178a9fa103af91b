"""`grade score [SUBMISSION] --as NAME`."""

from pathlib import Path

import click

from harness.errors import GradeError


@click.command("score")
@click.argument("submission", metavar="[CODE-NAME]", required=False)
@click.option("--as", "grader", required=True, metavar="NAME", help="Who scores.")
@click.option(
    "--round",
    "-r",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="The round. Default: the folder you are in.",
)
@click.option("--blank", is_flag=True, help="Write an empty scorecard to fill in by hand, and name it.")
@click.option("--check", is_flag=True, help="Only check the file, and say with line numbers what is wrong.")
@click.option("--hand-in", is_flag=True, help="Hand in what stands in the file.")
def command(submission: str | None, grader: str, folder: Path, blank: bool, check: bool, hand_in: bool) -> None:
    """Score a submission: asks criterion by criterion, keeps every answer, and goes on where it stopped.

    Without a code name it takes the next one in the order drawn for you. The same by hand:

    \b
    grade score amber-heron --as ada --blank
    grade score amber-heron --as ada --check
    grade score amber-heron --as ada --hand-in
    """
    from harness.rounds import scorecard as scorecards
    from harness.rounds import scoring
    from harness.rounds.folder import open_round

    book = open_round(folder)
    scorecards.grader_name(grader)
    code = book.check(submission) if submission else next(iter(scoring.to_do(book, grader)), None)
    if code is None:
        click.echo(f"{grader} has handed in everything in {folder}")
        return
    place = folder / scoring.path_of(code, grader)
    if hand_in:
        scoring.hand_in(folder, code, grader)
        _after(folder, code, grader)
    elif check:
        if not place.exists():
            raise GradeError(f"{place}: there is no such file yet — grade score {code} --as {grader} --blank")
        card = scorecards.load(place, book.rubric, book.result(code))
        asked = [criterion.id for criterion in scoring.asked_for(book, code, grader)]
        lacking = scorecards.missing(card, book.rubric, book.result(code), asked)
        click.echo(f"{place}: valid; still without a level: {', '.join(each.id for each in lacking) or 'none'}")
    elif blank:
        if place.exists():
            raise GradeError(f"{place} is there already — fill it in, then: grade score {code} --as {grader} --hand-in")
        scoring.save(folder, scoring.draft(book, code, grader))
        click.echo(f"{place}: under criteria, for each id: {{level: 1 to 4, reason: what was seen, and where}}")
        click.echo("ids: " + ", ".join(criterion.id for criterion in scoring.asked_for(book, code, grader)))
    else:
        from harness.cli._scoring import talk

        with scoring.session(folder, code, grader):
            if talk(book, code, grader):
                _after(folder, code, grader)


def _after(folder: Path, code: str, grader: str) -> None:
    """Handed in: from here on the grader sees what others gave."""
    from harness.pages import submission
    from harness.rounds import scoring
    from harness.rounds.agreement import differences
    from harness.rounds.folder import open_round

    book = open_round(folder)
    submission.write(book, code)
    click.echo(f"{folder / scoring.path_of(code, grader)}: handed in")
    for card in book.scorecards(code, viewer=grader):
        levels = ", ".join(f"{name} {mark.level}" for name, mark in card.criteria.items())
        if card.grader != grader:
            click.echo(f"  {card.grader} gave: {levels}")
    for each in differences(book, [code]):
        if each.adjudicated is None:
            click.echo(f"  you differ on {each.criterion} by two or more: settle it with grade round adjudicate")
    if left := scoring.to_do(book, grader):
        click.echo(f"Next for {grader}: {left[0]} ({len(left)} to do)")
