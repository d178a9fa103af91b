"""Metrics and tracing that nobody asked for

What it looks for: packages for metrics, tracing, error reporting and experiment tracking, where the challenge does not allow
them.

Why it matters: figures that nobody looks at cost as much as those that somebody does.

An example: `opentelemetry` spans around a function that takes a millisecond.

When it is fine: metrics that the brief asks for, and the standard library's `logging` in its place.
"""

from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import TELEMETRY
from harness.heuristics.source.project import Project

FAMILY = "scope"


def find(project: Project) -> Iterator[Finding]:
    yield from unasked(project, TELEMETRY, "metrics, tracing or tracking", ("dashboard", "tracker", "tracing", "metrics"))
