"""`grade round regrade`."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from harness.cli import _options
from harness.cli._progress import Progress
from harness.cli._round_options import BY, FOLDER, JSON
from harness.errors import HarnessError


@click.command()
@FOLDER
@click.option("--accept", is_flag=True, help="Let the new results count; the old ones stay beside them.")
@click.option("--fresh", is_flag=True, help="Do those again in which the harness failed.")
@_options.sandbox()
@_options.RUNTIME
@BY
@JSON
def regrade(folder: Path, accept: bool, fresh: bool, sandbox: str, runtime: str | None, by: str, as_json: bool) -> int:
    """After a test was wrong: grade every stored submission again, and see who changes before anything counts.

    \b
    grade round amend FOLDER --challenge MENDED --reason "test_budget asked for more than rule 4 says"
    grade round regrade FOLDER
    grade round regrade FOLDER --accept
    """
    from harness.grading import Grader
    from harness.rounds import regrading
    from harness.rounds.folder import open_round

    if accept:
        found = regrading.accept(folder, by)
    else:
        open_round(folder).must_be_open()
        if fresh:
            regrading.forget_unfinished(folder, by)
        waiting = regrading.left(open_round(folder))
        with Progress(len(waiting)) as progress:
            grader = Grader(sandbox, runtime, progress.say) if waiting else None
            for code in waiting:
                assert grader is not None
                with progress.task(code) as watch:
                    regrading.regrade(folder, code, grader, by, watch)
        found = regrading.changes(open_round(folder))
    if as_json:
        click.echo(json.dumps([asdict(change) | {"by": change.by} for change in found], indent=2))
        return 0
    changed = [change for change in found if change.tests or change.before != change.after]
    for change in changed:
        by_ = "open: the harness failed" if change.by is None else f"{change.by:+g}"
        click.echo(f"{change.code}: {_percent(change.before)} -> {_percent(change.after)} ({by_})")
        for test in change.tests:
            click.echo(f"    {test.group}: {test.name}: {test.before or 'not there'} -> {test.after or 'not there'}")
    click.echo(f"{len(found)} graded again, {len(changed)} of them change")
    if accept:
        click.echo("The new results count; the old ones are in each submission's results, under earlier/.")
    elif found:
        click.echo(f"Nothing counts yet. To let it count: grade round regrade {folder} --accept")
    return HarnessError.exit_status if any(change.after is None for change in found) else 0


def _percent(total: float | None) -> str:
    return "open" if total is None else f"{total:g} %"


COMMANDS = (regrade,)
