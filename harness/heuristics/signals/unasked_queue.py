"""A broker or scheduler that nobody asked for

What it looks for: clients of message brokers, task queues and schedulers.

Why it matters: work that leaves the process can be lost, doubled and delivered late, and all three need an answer.

An example: `celery` for twenty-four tickets on standard input.

When it is fine: the standard library's `queue` and `asyncio.Queue`, which stay in the process.
"""

from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import QUEUES, SCHEDULERS
from harness.heuristics.source.project import Project

FAMILY = "scope"


def find(project: Project) -> Iterator[Finding]:
    yield from unasked(project, QUEUES | SCHEDULERS, "work for another process or another time", ("queue", "scheduler"))
