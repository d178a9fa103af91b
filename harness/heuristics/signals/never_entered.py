"""Functions that no test ever entered

What it looks for: functions that no hidden test entered, in a second run of a copy that notes it, and that the candidate's own
tests don't use either; of abstractions with several implementations, those of which the tests enter one. Whether a function was
*entered* counts, not which lines ran: error branches are rightly rare. The second run is left out where the tests take over a
minute.

Why it matters: the hidden tests try every rule of the brief. What they never enter is seldom needed for any of them.

An example: `export_csv`, which is imported and registered, and which nothing that was asked for calls.

When it is fine: handling of failures that the tests don't bring about, such as a full disk. What is entered comes from the
sandbox in which the submission runs, so it can be made up: it only ever adds to what reading alone has found.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    """Nothing by reading alone; see `harness.heuristics.entered`."""
    yield from ()
