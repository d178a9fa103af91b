"""`grade round invite|clarify|appeal|adjudicate`."""

from pathlib import Path

import click

from harness.cli._round_options import BY, FOLDER


@click.command()
@FOLDER
@click.option("--candidate", required=True, metavar="NAME", help="Who it is; kept in names.yaml, and shown by reveal only.")
@click.option("--mail", default="", metavar="ADDRESS", help="Kept with the name, and masked too.")
@BY
def invite(folder: Path, candidate: str, mail: str, by: str) -> None:
    """Give a candidate a code name before they hand in."""
    from harness.rounds.adding import invite

    click.echo(invite(folder, candidate, by, mail))


@click.command()
@FOLDER
@click.option("--asked-by", required=True, metavar="CODE-NAME", help="Who asked; kept in their favour, told to nobody.")
@click.option("--question", required=True, metavar="TEXT")
@click.option("--answer", required=True, metavar="TEXT")
@BY
def clarify(folder: Path, asked_by: str, question: str, answer: str, by: str) -> None:
    """Answer a question for everyone in the round alike."""
    from harness.rounds.deciding import clarify
    from harness.rounds.round import CLARIFICATIONS_PAGE

    clarify(folder, asked_by, question, answer, by)
    click.echo(f"{folder / CLARIFICATIONS_PAGE}: send it to everyone in the round")
    click.echo(f"Kits made from now on carry it: grade kit --round {folder}")


@click.command()
@FOLDER
@click.argument("submission", metavar="CODE-NAME")
@click.option("--reason", required=True, metavar="TEXT", help="What is wrong with the score.")
@click.option("--criterion", metavar="ID", help="Only this one. Default: the whole submission.")
@BY
def appeal(folder: Path, submission: str, reason: str, criterion: str | None, by: str) -> None:
    """Open a submission, or one criterion of it, for a grader who has not scored it."""
    from harness.rounds.deciding import appeal

    number = appeal(folder, submission, reason, by, criterion)
    _report_again(folder, submission)
    click.echo(f"{folder}: appeal {number} against {criterion or 'the whole score'} of {submission}")
    click.echo(f"Next, by somebody who has not scored it: grade score {submission} --round {folder} --as NAME")


@click.command()
@FOLDER
@click.argument("submission", metavar="CODE-NAME")
@click.argument("criterion", metavar="CRITERION")
@click.option("--level", required=True, type=click.IntRange(1, 4))
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--together", is_flag=True, help="The graders settled it together, rather than a third.")
@BY
def adjudicate(folder: Path, submission: str, criterion: str, level: int, reason: str, together: bool, by: str) -> None:
    """Settle a criterion on which graders differ; both scores stay on record."""
    from harness.rounds.deciding import adjudicate

    made = adjudicate(folder, submission, criterion, level, reason, by, together)  # type: ignore[arg-type]
    _report_again(folder, submission)
    click.echo(f"{submission}: {criterion} is level {made.level}, settled {'together' if together else f'by {by}'}")


def _report_again(folder: Path, code: str) -> None:
    """An appeal covers the levels on the report until it is answered; what was settled shows at once."""
    from harness.pages.submission import write
    from harness.rounds.folder import open_round

    write(open_round(folder), code)


COMMANDS = (invite, clarify, appeal, adjudicate)
