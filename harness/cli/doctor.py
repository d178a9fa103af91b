"""`grade doctor`: which sandboxes work here, what they promise, and what to install or allow for the others."""

import json

import click

from harness.errors import HarnessError


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(as_json: bool) -> int:
    """Say which sandboxes work here, and what to do about the others.

    Exit status: 0 where one works at least, 3 where none does.
    """
    from harness import doctor

    report = doctor.examine()
    click.echo(json.dumps(report.as_json(), indent=2) if as_json else doctor.text(report))
    return 0 if report.works else HarnessError.exit_status
