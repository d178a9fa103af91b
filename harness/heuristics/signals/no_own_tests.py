"""No tests of one's own

What it looks for: whether any file of the submission is a test, by its name, its place or what it imports. The kit's tests
don't count.

Why it matters: whoever changes the code next has nothing to hold on to.

An example: a single `packer.py`.

When it is fine: the brief says that tests are welcome, not that they are needed; a short task may do without.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "too little"


def find(project: Project) -> Iterator[Finding]:
    if (project.modules or project.others) and not project.tests and not project.other_tests:
        first = project.modules[0].path if project.modules else project.others[0].file.path
        yield Finding(first, 1, "there is no test of the candidate's own")
