"""`grade dossier CANDIDATE ROUND...`."""

import re
from pathlib import Path

import click

from harness.files import write_whole


@click.command("dossier")
@click.argument("candidate")
@click.argument("rounds", nargs=-1, required=True, metavar="ROUND...", type=click.Path(file_okay=False, path_type=Path))
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Default: dossier-NAME.html.")
def command(candidate: str, rounds: tuple[Path, ...], out: Path | None) -> None:
    """All stages of one person on one page, with the trail of who scored what, when, under which rubric.

    CANDIDATE is the name, as revealed rounds have it, or a code name. A ROUND is a round's folder, or that of a whole pipeline.

    \b
    grade dossier "Noor Haddad" hiring
    grade dossier amber-heron spring
    """
    from harness.pages import dossier

    made = dossier.make(candidate, rounds)
    name = re.sub(r"[^a-z0-9]+", "-", made.name.casefold()).strip("-")[:60] or "candidate"
    place = out or Path(f"dossier-{name}.html")
    write_whole(place, dossier.render(made, place.parent))
    click.echo(str(place))
