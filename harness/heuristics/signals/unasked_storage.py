"""Persistence that nobody asked for

What it looks for: databases, their clients and mappers, and key-value files, where the challenge does not allow them.

Why it matters: what is stored has to be migrated, backed up, deleted on request, and agreed upon by two processes.

An example: `import sqlite3` for a function whose result depends on its argument alone.

When it is fine: files that the brief asks for, such as a trained model.
"""

from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import STORAGE
from harness.heuristics.source.project import Project

FAMILY = "scope"


def find(project: Project) -> Iterator[Finding]:
    yield from unasked(project, STORAGE, "persistence", ("persistence", "database", "feature store"))
