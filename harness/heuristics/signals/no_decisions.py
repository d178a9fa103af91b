"""No account of the decisions

What it looks for: whether there is a DECISIONS.md, or a file of the like, with more than a line in it.

Why it matters: the brief leaves points open on purpose, and says that people read what is written about them.

An example: a submission of code alone.

When it is fine: a challenge whose brief does not ask for it.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "too little"


def find(project: Project) -> Iterator[Finding]:
    if "DECISIONS.md" not in project.asked.brief:
        return
    file = project.find("decisions.md", "decisions.txt", "decisions.rst")
    if file is None:
        yield Finding("DECISIONS.md", 1, "there is no DECISIONS.md, which the brief asks for")
    elif len(file.text.split()) < 15:
        yield Finding(file.path, 1, "DECISIONS.md says next to nothing")
