"""`grade kit CHALLENGE`."""

import json
from pathlib import Path

import click

from harness import challenge as challenges
from harness import kit
from harness.archive import write_zip


@click.command("kit")
@click.argument("challenge", metavar="NAME|FOLDER")
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
def command(challenge: str, out: Path, as_json: bool) -> None:
    """Make what a candidate gets: brief, starter, public tests and a self-check.

    \b
    grade kit ticket-triage --out kit.zip
    """
    found = challenges.find(challenge)
    files = kit.files(found)
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
