"""`grade round report|forget|rates`."""

from pathlib import Path

import click

from harness.cli._round_options import FOLDER, JSON


@click.command()
@FOLDER
@click.option("--follow", is_flag=True, help="Write it anew whenever something changes, until the round closes or Ctrl-C.")
@JSON
def report(folder: Path, follow: bool, as_json: bool) -> None:
    """Write the round page: everyone under code names, with CSV and JSON of the same numbers.

    \b
    grade round report spring
    grade round report spring --follow       while a batch runs
    grade round report spring --json | jq .totals
    """
    from harness.pages import roundfiles
    from harness.pages.roundfigures import RoundFigures, to_json
    from harness.rounds.round import PAGES

    page = folder / PAGES / roundfiles.PAGE

    def told(found: RoundFigures) -> None:
        click.echo(f"{found.as_of}  {found.graded} of {len(found.submissions)} graded, "
                   f"{found.scorecards[0]} of {found.scorecards[1]} scorecards", err=as_json)  # fmt: skip

    if follow:
        click.echo(f"open {page}; Ctrl-C ends it", err=as_json)
        roundfiles.follow(folder, told)
        return
    found = roundfiles.write(folder)
    if as_json:
        click.echo(to_json(found), nl=False)
        return
    told(found)
    for group in found.groups:
        if group.warning:
            click.echo(f"look at the test group {group.name}: {group.warning}")
    click.echo(f"page    {page}")
    click.echo(f"numbers {page.with_name(roundfiles.JSON)}, {page.with_name(roundfiles.CSV)}")


COMMANDS = (report,)
