"""A round's status as tables in the terminal."""

import sys

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from harness.rounds.agreement import GOOD, TENTATIVE, Agreement
from harness.rounds.status import Status


def show_status(found: Status) -> None:
    """Print it."""
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 130)
    number = len(found.submissions)
    console.print(f"[bold]{escape(found.round)}[/]  {found.stage} for {found.profile}")
    console.print(
        f"rubric  {escape(found.locked.rubric)}, {found.locked.rubric_sha256[:16]}, locked at {found.locked.locked_at} with "
        f"{found.locked.submissions_before} submissions in the round; {number} now"
    )
    for each in found.amendments:
        console.print(f"amended {escape(each)}")
    if found.closed_at:
        console.print(f"closed  {found.closed_at}{', names revealed' if found.revealed else ''}")
    _submissions(console, found)
    if found.invited:
        console.print(f"invited, nothing handed in yet: {', '.join(found.invited)}")
    for what in found.lacks:
        console.print(f"the round: {what}")
    _differences(console, found)
    _agreement(console, found)
    if found.shown_to and found.closed_at is None:
        console.print()
        following = f"next for {found.shown_to}: {', '.join(found.to_do[:3])}{' ...' if len(found.to_do) > 3 else ''}"
        console.print(following if found.to_do else f"{found.shown_to} has handed in everything")


def _table(*names: str) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in names:
        table.add_column(name, justify="right" if name in ("tests", "pairs", "alpha", "units") else "left")
    return table


def _submissions(console: Console, found: Status) -> None:
    console.print()
    table = _table("submission", "tests", "scope", "handed in", "what is missing")
    for row in found.submissions:
        total = "-" if row.total is None else f"{row.total:g} %"
        table.add_row(row.code, total, row.band, ", ".join(row.handed_in) or "nobody", escape("; ".join(row.lacks)))
    console.print(table)


def _differences(console: Console, found: Status) -> None:
    if not found.differences:
        return
    console.print("\n[bold]two levels or more apart[/]")
    table = _table("submission", "criterion", "levels", "settled")
    for each in found.differences:
        levels = ", ".join(f"{grader} {level}" for grader, level in each.levels.items())
        table.add_row(each.code, each.criterion, levels, "no" if each.settled is None else f"level {each.settled}")
    console.print(table)


def _agreement(console: Console, found: Status) -> None:
    if not found.agreement:
        return
    console.print("\n[bold]agreement[/]  Krippendorff's alpha, ordinal; 95 % by resampling; read the interval first")
    table = _table("criterion", "units", "alpha", "95 %", "same level", "within one", "")
    for each in found.agreement:
        interval = f"{each.interval[0]:.2f} to {each.interval[1]:.2f}" if each.interval else ""
        alpha = "-" if each.alpha is None else f"{each.alpha:.2f}"
        name = each.criterion or "[bold]all[/]"
        table.add_row(name, str(each.units), alpha, interval, _share(each.exact), _share(each.within_one), _said(each))
    console.print(table)


def _share(share: float | None) -> str:
    return "" if share is None else f"{100 * share:.0f} %"


def _said(each: Agreement) -> str:
    if each.alpha is None:
        return each.reason
    return "good" if each.alpha >= GOOD else "tentative" if each.alpha >= TENTATIVE else "low: talk it through"
