"""`grade round report|forget|rates`."""

import json
import sys
from pathlib import Path

import click
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harness.cli._round_options import BY, FOLDER, JSON


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
    from harness.pages.roundfigures import RoundFigures
    from harness.rounds.round import PAGES

    page = folder / PAGES / roundfiles.PAGE

    def told(found: RoundFigures) -> None:
        graded = f"{found.graded} of {len(found.submissions)} graded, " if found.challenge else ""
        click.echo(f"{found.as_of}  {graded}{found.scorecards[0]} of {found.scorecards[1]} scorecards", err=as_json)

    if follow:
        click.echo(f"open {page}; Ctrl-C ends it", err=as_json)
        roundfiles.follow(folder, told)
        return
    found = roundfiles.write(folder, say=lambda line: click.echo(line, err=True))
    if as_json:
        click.echo(roundfiles.to_json(found), nl=False)
        return
    told(found)
    for group in found.groups:
        if group.warning:
            click.echo(f"look at the test group {group.name}: {group.warning}")
    click.echo(f"page    {page}")
    click.echo(f"numbers {page.with_name(roundfiles.JSON)}, {page.with_name(roundfiles.CSV)}")


@click.command()
@FOLDER
@click.argument("candidate", metavar="CANDIDATE")
@click.option("--yes", is_flag=True, help="Don't ask.")
@BY
def forget(folder: Path, candidate: str, yes: bool, by: str) -> None:
    """Delete one person's data; the round's numbers stay, and the log says that it was done.

    CANDIDATE is a code name, or the name or mail address that the round knows. What you saved elsewhere (backups, mails,
    dossiers, letters) is yours to delete.
    """
    from harness.forget import find, forget
    from harness.pages import roundfiles
    from harness.pages.frame import plural
    from harness.rounds.folder import open_round
    from harness.rounds.round import PAGES

    find(open_round(folder), candidate)
    if not yes:
        click.confirm(f"Delete the submission, results, scores and name of {candidate} for good?", abort=True)
    had_page = (folder / PAGES / roundfiles.PAGE).exists()
    done = forget(folder, candidate, by)
    others = f", and {plural(len(done.others), 'draft or page', 'drafts and pages')}" if done.others else ""
    click.echo(f"{folder}: deleted {plural(done.files, 'file')} of one person{others}; the log says so")
    if done.kept:
        click.echo("Their figures stay in forgotten.yaml, without text, so that the round's numbers stay what they were.")
    if had_page:
        roundfiles.write(folder)
        click.echo(f"{folder / PAGES / roundfiles.PAGE} was made anew; other pages that mentioned them are gone")


@click.command()
@FOLDER
@click.argument("labels", metavar="LABELS.csv", type=click.Path(dir_okay=False, path_type=Path))
@JSON
def rates(folder: Path, labels: Path, as_json: bool) -> None:
    """Selection rates by group: the four-fifths rule, with Fisher's exact test. Prints, and stores nothing.

    LABELS.csv has the columns candidate and group, and lies outside the round. A column selected (yes or no) says who was
    selected; without it, it is who reached the pass mark and the musts.
    """
    from harness.rates import rates
    from harness.rounds.folder import open_round

    found = rates(open_round(folder), labels)
    if as_json:
        click.echo(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False))
        return
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("group", "people", "selected", "rate", "of the highest", "p (Fisher)", "finding"):
        table.add_column(name, justify="left" if name in ("group", "finding") else "right")
    for each in found.groups:
        ratio = "" if each.ratio is None else f"{each.ratio:.2f}"
        p = "" if each.p is None else f"{each.p:.3f}"
        said = f"[bold]{each.finding}[/]: {each.words}"
        table.add_row(escape(each.group), str(each.people), str(each.selected), f"{100 * each.rate:.0f} %", ratio, p, said)
    console.print(table)
    console.print(f"Selected is who {found.selected_by} {'says' if found.selected_by.startswith('the file') else 'say'}.")
    if found.undecided:
        console.print(f"Left out: {found.undecided} whose outcome is open.")
    if found.unlabelled:
        console.print(f"Without a label in the file: {found.unlabelled}.")
    if found.unknown:
        console.print(f"Lines that name nobody in the round: {', '.join(map(str, found.unknown))}")
    console.print('A first look, not a legal opinion: 29 CFR 1607.4 D. "Can\'t tell" is no all-clear. Nothing was stored.')


COMMANDS = (report, forget, rates)
