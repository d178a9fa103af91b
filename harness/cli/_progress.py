"""A live line for each submission that runs, on standard error; plain lines where that is no terminal."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Column

Watch = Callable[[int, int, str], None]


class Progress:
    """Context manager. `say` tells of a slow step, `task` follows one submission's tests."""

    def __init__(self, count: int) -> None:
        self._console = Console(stderr=True, highlight=False)
        self._live = self._console.is_terminal
        self._count = count
        self._bars = Bars(
            TextColumn("{task.description}"),
            BarColumn(20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            # A long name gives way, never the numbers.
            TextColumn("[dim]{task.fields[now]}", table_column=Column(no_wrap=True, overflow="ellipsis", ratio=1)),
            console=self._console,
            transient=True,
            expand=True,
            disable=not self._live,
        )

    def __enter__(self) -> "Progress":
        self._bars.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._bars.stop()

    def say(self, line: str) -> None:
        """One slow step begins."""
        if self._live:
            self._bars.console.print(f"[dim]{escape(line)}[/]")
        else:
            print(f"grade: {line}", file=sys.stderr, flush=True)

    @contextmanager
    def task(self, name: str) -> Iterator[Watch]:
        """Follow one submission; gives what to call with tests done, tests in all, and the test that runs."""
        bar = self._bars.add_task(escape(name[:40]), total=None, now="unpacking")
        told = time.monotonic()

        def watch(done: int, all_: int, test: str) -> None:
            nonlocal told
            self._bars.update(bar, completed=done, total=all_, now=escape(test[:60]))
            if not self._live and time.monotonic() - told > 10:
                told = time.monotonic()
                print(f"grade: {name}: {done} of {all_} tests", file=sys.stderr, flush=True)

        try:
            yield watch
        finally:
            self._bars.remove_task(bar)
