"""The command `grade`: finds the command, and turns what goes wrong into a message and an exit status."""

import errno
import importlib
import os
import pkgutil
import signal
import sys
import traceback
from typing import Any, NoReturn

import click

import harness
from harness.errors import GradeError, HarnessError
from harness.text import one_line

EXIT_STATUS = """\b
Exit status: 0 graded, whatever the score; 1 graded below --fail-under;
2 bad usage or bad input; 3 the harness or the sandbox failed, and a retry
makes sense; 130 interrupted, with every sandbox gone."""


class Commands(click.Group):
    """One module a command, found by listing this folder; what is no command's name is a submission to `run`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        package = importlib.import_module("harness.cli")
        return sorted(
            module.name
            for module in pkgutil.iter_modules(package.__path__)
            if module.name != "main" and not module.name.startswith("_")
        )

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.list_commands(ctx):
            return None
        command: click.Command = importlib.import_module(f"harness.cli.{name}").command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {"--help", "-h", "--version"}
        if args and args[0] not in own and args[0] not in self.list_commands(ctx):
            args = ["run", *args]
        return super().parse_args(ctx, args)


@click.group(cls=Commands, epilog=EXIT_STATUS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(harness.__version__, prog_name="grade")
def command() -> None:
    """Grade take-home submissions in isolated sandboxes.

    \b
    grade submission.zip                    grade what a candidate's kit packed
    grade a.zip b.zip --challenge NAME      several, against one challenge
    grade doctor                            which sandboxes work here
    """


def main() -> NoReturn:
    """Entry point."""
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    sys.exit(_status())


def _status() -> int:
    try:
        value: Any = command.main(standalone_mode=False)
        return value if isinstance(value, int) else 0
    except click.exceptions.Exit as error:
        return error.exit_code
    except click.UsageError as error:
        error.show()
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except (KeyboardInterrupt, click.Abort):
        click.echo("grade: interrupted; every sandbox of this run is gone", err=True)
        return 130
    except GradeError as error:
        click.echo(f"grade: {error}", err=True)
        return error.exit_status
    except BrokenPipeError:
        return 0
    except OSError as error:
        return _refused(error) if error.errno in _NOT_OURS and error.filename is not None else _unexpected(error)
    except Exception as error:
        return _unexpected(error)


_NOT_OURS = frozenset(
    (
        *(errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EIO),
        *(errno.EISDIR, errno.ENOTDIR, errno.EEXIST, errno.ELOOP, errno.ENAMETOOLONG),
    )
)


def _refused(error: OSError) -> int:
    """The disk says no where no command expected it: no fault of ours, and nothing that a traceback would explain."""
    place = one_line(os.fsdecode(error.filename) if isinstance(error.filename, str | bytes) else str(error.filename), 300)
    click.echo(f"grade: {place}: {error.strerror} — look at what is there, and whether you may read and write it", err=True)
    return HarnessError.exit_status


def _unexpected(error: Exception) -> int:
    """A fault of ours: one line for the person, the traceback for whoever mends it."""
    from harness.environments.cache import folder

    place = folder() / "crash.log"
    try:
        place.write_text("".join(traceback.format_exception(error)), "utf-8")
        where = f"; the traceback is in {place}"
    except OSError:
        where = ""
    click.echo(
        f"grade: this is a fault of the harness, not of the submission: {type(error).__name__}: {error}{where}",
        err=True,
    )
    return HarnessError.exit_status
