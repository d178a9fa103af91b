"""A scope on a terminal."""

import sys

from rich.console import Console
from rich.table import Table
from rich.text import Text

from harness import scopeview
from harness.evaluation import Scope
from harness.scopeview import Bar

WIDE = 40  # characters of a bar, for 100 points
COLOURS = {"size": "bright_black", "speculation": "red", "indirection": "yellow", "scope": "magenta", "baggage": "cyan"}
SIGNS = {"size": "▒", "speculation": "█", "indirection": "▓", "scope": "▉", "baggage": "░"}


def show(scope: Scope, submission: str, most: int = 5) -> None:
    """The band, where others stand, and findings by signal, `most` of each."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 120, soft_wrap=True)
    console.print(Text(f"{scope.band}", style="bold") + Text(f"  {scope.reason}", style="default"))
    view = scopeview.view(scope, submission)
    if view is None:
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for column in ("solution", "", "points", "0 to 100", "band"):
        table.add_column(column, justify="right" if column == "points" else "left", no_wrap=True)
    for bar in view.bars:
        name = Text(bar.name, style="bold" if bar.own else "")
        table.add_row(name, Text(bar.kind), f"{bar.points:.1f}", _bar(bar), bar.band)
    console.print(table)
    legend = Text()
    for family, words, points in view.families:
        legend.append(SIGNS.get(family, "█"), COLOURS.get(family, "")).append(f" {words} {points:g}   ")
    console.print(legend)
    for signal in view.signals:
        count = len(signal.places) + signal.left_out
        console.print(
            Text(f"\n{signal.title}", style="bold") + Text(f"  {signal.name}, {count}, {signal.points:g} points", "dim")
        )
        for place in signal.places[:most]:
            console.print(Text(f"  {place.file}:{place.line}: {place.message}"))
        if count > most:
            console.print(Text(f"  and {count - min(most, len(signal.places))} more (--all shows them)", style="dim"))
    if view.too_little:
        console.print(Text("\nToo little", style="bold") + Text("  a second axis, never netted against the first", style="dim"))
        for place in view.too_little[:most]:
            console.print(Text(f"  {place.file}:{place.line}: {place.message}"))
    for line in scope.left_out:
        console.print(Text(f"not read: {line}", style="dim"))


def _bar(bar: Bar) -> Text:
    drawn = Text()
    for part in bar.segments:
        drawn.append(SIGNS.get(part.family, "█") * round(WIDE * part.points / 100), COLOURS.get(part.family, ""))
    return drawn
