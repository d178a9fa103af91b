"""`grade kit CHALLENGE`."""

import json
from pathlib import Path

import click

from harness import challenge as challenges
from harness import kit
from harness.archive import write_zip
from harness.challenge import Challenge
from harness.errors import GradeError


@click.command("kit")
@click.argument("challenge", metavar="[NAME|FOLDER]", required=False)
@click.option(
    "--round",
    "round_",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="The kit of a round: its locked challenge, with CLARIFICATIONS.md as it is now.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("kit.zip"),
    show_default=True,
    metavar="FILE",
    help="The archive to write.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the kit's files and sizes as JSON.")
def command(challenge: str | None, round_: Path | None, out: Path, as_json: bool) -> None:
    """Make what a candidate gets: brief, starter, public tests and a self-check.

    \b
    grade kit ticket-triage --out kit.zip
    grade kit --round spring --out kit.zip
    """
    if (challenge is None) == (round_ is None):
        raise click.UsageError("name a challenge, or a round with --round FOLDER")
    found, clarifications = _of_round(round_) if round_ else (challenges.find(str(challenge)), None)
    files = kit.files(found, clarifications)
    write_zip(out, files)
    if as_json:
        click.echo(
            json.dumps({"challenge": found.name, "sha256": found.sha256, "files": {f.path: len(f.data) for f in files}}, indent=2)
        )
        return
    shown = [file for file in files if not file.path.startswith(".grade/")]
    click.echo(f"{out}: {found.title}, {len(shown)} files and the checker")
    for file in shown:
        click.echo(f"  {len(file.data):>9,}  {file.path}")
    click.echo("The candidate unpacks it, reads brief.md and runs: python check.py")


def _of_round(folder: Path) -> tuple[Challenge, str | None]:
    from harness.rounds.deciding import clarifications_page
    from harness.rounds.folder import open_round

    book = open_round(folder)
    if book.challenge is None:
        raise GradeError(f"{folder}: a round without a challenge has no kit")
    entries = book.clarifications()
    return book.challenge, clarifications_page(entries) if entries else None
