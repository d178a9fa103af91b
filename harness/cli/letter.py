"""`grade letter CANDIDATE --round FOLDER`."""

from pathlib import Path

import click

from harness.cli._round_options import BY
from harness.errors import GradeError
from harness.files import write_whole


@click.command("letter")
@click.argument("candidate")
@click.option(
    "--round",
    "-r",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="The round. Default: the folder you are in.",
)
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Default: letter-CODE.md.")
@BY
def command(candidate: str, folder: Path, out: Path | None, by: str) -> None:
    """Draft a letter to a candidate: strengths, and what to work on. Markdown, to be edited before it is sent.

    Made from the rubric's level texts and how much of each test group held: without hidden tests, other candidates, graders'
    notes or red flags. It says nothing of the decision; a person writes that. CANDIDATE is a code name, or a name once revealed.
    """
    from harness import letter
    from harness.rounds.folder import open_round

    code = letter.code_of(open_round(folder), candidate)
    place = out or Path(f"letter-{code}.md")
    if place.exists():
        raise GradeError(f"{place} is there already, and may have been edited — name another with --out")
    write_whole(place, letter.write(folder, code, by))
    click.echo(f"{place}: a draft to edit; places in [brackets] are yours to fill in")
