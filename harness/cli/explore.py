"""`grade explore SUBMISSION --challenge NAME`: what may be more than was asked for, without running a test."""

import json
from pathlib import Path

import click

from harness import challenge as challenges
from harness.cli import _options
from harness.cli._progress import Progress


@click.command("explore")
@click.argument("submission", metavar="SUBMISSION", type=click.Path(path_type=Path))
@click.option("--challenge", "-c", metavar="NAME|FOLDER", help="Default: the one named in the submission's file .challenge.")
@_options.sandbox("Where it is read. Nothing of the submission runs.")
@click.option("--all", "show_all", is_flag=True, help="Every finding. Default: the first five of each signal.")
@click.option("--json", "as_json", is_flag=True, help="Print the scope as in result.json, and nothing else on standard output.")
def command(submission: Path, challenge: str | None, sandbox: str, show_all: bool, as_json: bool) -> None:
    """Read a submission against what was asked, and say where it may be more, or less.

    \b
    grade explore answers/a.zip --challenge context-packer
    grade explore . -c context-packer --json | jq .band
    """
    from harness.cli import _scope
    from harness.explore import explore

    chosen = challenges.find(challenge) if challenge else None
    with Progress(1) as progress:
        scope = explore(submission, chosen, sandbox, progress=progress.say)
    if as_json:
        click.echo(json.dumps(scope.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        _scope.show(scope, submission.name, most=1000 if show_all else 5)
