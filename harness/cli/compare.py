"""`grade compare A B [C [D]]`."""

from pathlib import Path

import click


@click.command("compare")
@click.argument("submissions", nargs=-1, required=True, metavar="CODE-NAME...")
@click.option(
    "--round",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="The round they are in. Default: the folder that you are in.",
)
def command(submissions: tuple[str, ...], folder: Path) -> None:
    """Two to four submissions of a round side by side, criterion by criterion, with the evidence.

    \b
    grade compare amber-heron slate-wren --round spring
    """
    from harness.pages import comparepage
    from harness.rounds.folder import open_round

    click.echo(comparepage.write(open_round(folder), submissions))
