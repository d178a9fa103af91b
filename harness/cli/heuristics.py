"""`grade heuristics list|show|calibrate|stats`."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from harness.errors import GradeError

if TYPE_CHECKING:
    from harness.heuristics.weights import Weights


@click.group("heuristics")
def command() -> None:
    """Signals of over-engineering: what they look for, what they weigh, and how well they tell."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@click.option("--markdown", is_flag=True, help="Print the docs' page, with all four parts of each.")
def list_(as_json: bool, markdown: bool) -> None:
    """The signals by family, with their weights."""
    from harness.heuristics import catalogue, weights

    if markdown:
        click.echo(catalogue.markdown(), nl=False)
        return

    known, chosen = catalogue.signals(), weights.load()
    if as_json:
        click.echo(json.dumps([{**asdict(each), "weight": _weight(chosen, name)} for name, each in known.items()], indent=2))
        return
    family = ""
    for name, each in known.items():
        if each.family != family:
            family = each.family
            click.echo(f"\n{family}" if name != next(iter(known)) else family)
        click.echo(f"  {name:24} {_weight(chosen, name):5}  {each.title}")


def _weight(chosen: "Weights", name: str) -> str:
    return f"{chosen.signals[name].weight:g}" if name in chosen.signals else "tells"


@command.command()
@click.argument("signal")
def show(signal: str) -> None:
    """What one signal looks for, why it matters, an example, and when it is fine."""
    from harness.heuristics import catalogue, tally
    from harness.nearby import did_you_mean

    known = catalogue.signals()
    if signal not in known:
        near = did_you_mean(signal, known) or "`grade heuristics list` names them"
        raise GradeError(f'there is no signal "{signal}": {near}')
    about = known[signal]
    click.echo(f"{about.title}\n{signal}, family {about.family}\n")
    for part, text in about.parts.items():
        click.echo(f"{click.wrap_text(f'{part}: {text}', 100)}\n")
    if signal in tally.load().signals:
        click.echo(tally.load().signals[signal].told)


@command.command()
@click.argument("challenges", nargs=-1, metavar="[NAME|FOLDER...]")
@click.option("--write", "write_", is_flag=True, help="Put the figures of the fit on all samples into weights.yaml.")
@click.option("--markdown", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write the tables there.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def calibrate(challenges: tuple[str, ...], write_: bool, markdown: Path | None, as_json: bool) -> None:
    """Judge each challenge's labelled samples by weights that were fitted without it.

    Prints AUC with its interval, the confusion of bands, and each signal's part.
    """
    from harness.heuristics import calibrate as calibration
    from harness.heuristics import calibrationtables as tables

    found = calibration.calibrate(challenges or None)
    if write_:
        calibration.write(found.fitted)
    if markdown:
        from harness.files import write_whole

        write_whole(markdown, tables.markdown(found))
    click.echo(json.dumps(tables.as_json(found), indent=2) if as_json else tables.text(found))


@command.command()
@click.argument("rounds", nargs=-1, metavar="[ROUND...]", type=click.Path(path_type=Path))
@click.option("--add", is_flag=True, help="Add these rounds to the tally that the next calibration reads.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def stats(rounds: tuple[Path, ...], add: bool, as_json: bool) -> None:
    """What graders said of each signal's findings: agreed, or not here.

    \b
    grade heuristics stats               what was counted so far
    grade heuristics stats rounds/may    with the verdicts of a round
    """
    from harness.heuristics import catalogue, tally

    known = tally.load()
    if rounds:
        known = tally.add(known, tally.count(rounds))
        if add:
            tally.write(known)
    if as_json:
        data = {name: {**each.model_dump(), "holds": round(each.holds, 3)} for name, each in known.signals.items()}
        click.echo(json.dumps({"rounds": known.rounds, "signals": data}, indent=2))
        return
    if not known.signals:
        click.echo("no grader has judged a finding yet")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("signal", "agree", "not here", "holds", "9 times of 10", "weight"):
        table.add_column(name, justify="left" if name == "signal" else "right")
    for name, each in known.signals.items():
        low, high = each.interval
        shown = name if name in catalogue.signals() else f"{name} (no longer there)"
        row = (shown, str(each.agree), str(each.not_here), f"{each.holds:.0%}", f"{low:.0%} to {high:.0%}", f"{each.factor:.0%}")
        table.add_row(*row)
    Console(highlight=False).print(table)
