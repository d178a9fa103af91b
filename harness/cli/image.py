"""`grade image`: the environments that challenges run in, made beforehand, listed, and removed."""

import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from types import ModuleType

import click

from harness import challenge as challenges
from harness import environments
from harness.cli import _options
from harness.cli._progress import Progress
from harness.environments import engine, image, venv
from harness.environments.contents import Kept
from harness.errors import GradeError, HarnessError
from harness.sandbox.select import choose

_sandbox = _options.sandbox("Whose environments. auto: for `build` the one that grading takes, else both.")
_json = click.option("--json", "as_json", is_flag=True, help="Print JSON on standard output and nothing else there.")


@click.group("image")
def command() -> None:
    """Environments that challenges run in: make, list, remove.

    Grading makes what is missing, so nobody has to build anything; doing it beforehand saves the first one the wait.
    """


@command.command("build")
@click.argument("names", nargs=-1, metavar="[CHALLENGE]...")
@_sandbox
@_json
def build(names: tuple[str, ...], sandbox: str, as_json: bool) -> int:
    """Make the environments of these challenges (names or folders), or of all."""
    _, probe = choose(sandbox, None)
    made = []
    with Progress(0) as progress:
        for challenge in [challenges.find(name) for name in names or challenges.known()]:
            environment = environments.prepare(probe.backend, challenge.environment, progress.say)
            made.append({"challenge": challenge.name, "sandbox": probe.backend, "sha256": environment.sha256})
            if not as_json:
                click.echo(f"{challenge.name}: ready for {probe.backend} ({environment.sha256[:12]})")
    if as_json:
        click.echo(json.dumps(made, indent=2))
    return 0


@command.command("list")
@_sandbox
@_json
def list_(sandbox: str, as_json: bool) -> int:
    """Show what is kept: size, age, and the challenges that use it."""
    rows = [row for keeper in _keepers(sandbox) for row in _rows(keeper)]
    if as_json:
        click.echo(json.dumps([row.plain() for row in rows], indent=2))
        return 0
    if not rows:
        click.echo("nothing is kept")
        return 0
    lines = [("SANDBOX", "WHAT", "SIZE", "AGE", "USED BY")]
    for row in rows:
        kept = row.kept
        what = f"{kept.kind} {re.split('[:/]', kept.name)[-1][:12]}"
        lines.append((kept.backend, what, _size(kept.size), _age(kept.made), ", ".join(row.challenges) or "no known challenge"))
    lines.append(("", "all", _size(sum(row.kept.size for row in rows)), "", ""))
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    for sandbox_, what, size, age, used_by in lines:
        cells = (sandbox_.ljust(widths[0]), what.ljust(widths[1]), size.rjust(widths[2]), age.rjust(widths[3]), used_by)
        click.echo("  ".join(cells).rstrip())
    return 0


@command.command("prune")
@click.option("--all", "everything", is_flag=True, help="Also what known challenges use.")
@_sandbox
@_json
def prune(everything: bool, sandbox: str, as_json: bool) -> int:
    """Remove what no known challenge uses. Do it while nothing is being graded."""
    removed, left = [], []
    for keeper in _keepers(sandbox):
        # The newest first: an image can't go before those that stand on it.
        for row in reversed([row for row in _rows(keeper) if everything or not row.challenges]):
            try:
                keeper.remove(row.kept.name)
                removed.append(row)
            except GradeError as error:
                left.append(row)
                click.echo(f"grade: left alone: {error}", err=True)
    if as_json:
        click.echo(json.dumps({"removed": [row.plain() for row in removed], "left": [row.plain() for row in left]}, indent=2))
    else:
        count = len(removed)
        click.echo(f"removed {count} {'thing' if count == 1 else 'things'}, {_size(sum(row.kept.size for row in removed))}")
    return 0


@dataclass(frozen=True)
class _Row:
    kept: Kept
    challenges: tuple[str, ...]

    def plain(self) -> dict[str, object]:
        return {
            "sandbox": self.kept.backend,
            "kind": self.kept.kind,
            "name": self.kept.name,
            "bytes": self.kept.size,
            "made": self.kept.made.isoformat(timespec="seconds"),
            "challenges": list(self.challenges),
        }


def _rows(keeper: ModuleType) -> list[_Row]:
    """What `keeper`, the builder of one back-end, keeps, with the known challenges that use it."""
    kept: list[Kept] = list(keeper.kept())
    uses = {name: keeper.used(challenges.named(name).environment) for name in challenges.known()} if kept else {}
    return [_Row(one, tuple(name for name, used in uses.items() if one.name in used)) for one in kept]


def _keepers(sandbox: str) -> list[ModuleType]:
    """The builders whose environments are meant: with auto, the Docker engine's where one answers."""
    keepers = []
    if sandbox != "bubblewrap":
        try:
            with engine.connect():
                keepers.append(image)
        except HarnessError:
            if sandbox == "docker":
                raise
    if sandbox != "docker":
        keepers.append(venv)
    return keepers


def _size(count: float) -> str:
    return f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.2f} GB"


def _age(made: datetime) -> str:
    seconds = (datetime.now(UTC) - made).total_seconds()
    for unit, length in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds / length:.0f} {unit}"
    return f"{max(seconds, 0):.0f} seconds"
