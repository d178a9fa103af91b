"""What the commands on rounds have in common."""

import getpass
from pathlib import Path

import click

from harness.text import one_line


def user() -> str:
    """Who is at the keyboard, where they don't say."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"


FOLDER = click.argument("folder", metavar="FOLDER", type=click.Path(file_okay=False, path_type=Path))


def _shown(context: click.Context, parameter: click.Parameter, name: str) -> str:
    """Others read it in the log, on pages and in terminals."""
    return one_line(name.strip(), 100) or user()


BY = click.option(
    "--by", default=user, callback=_shown, metavar="NAME", help="Who does this, for the log. Default: your user name."
)
JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON.")
