"""Options that several commands have."""

from collections.abc import Callable
from typing import Any

import click

RUNTIME = click.option("--runtime", metavar="NAME", help="An OCI runtime of the engine, such as runsc (gVisor).")


def sandbox(help: str | None = None) -> Callable[[Any], Any]:
    """--sandbox, which chooses one."""
    choice = click.Choice(["auto", "docker", "bubblewrap"])
    return click.option("--sandbox", type=choice, default="auto", show_default=True, help=help)
