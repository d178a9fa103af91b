"""Inheritance deeper than two

What it looks for: classes of the product with two or more classes of the product above them.

Why it matters: what such an object does stands in three places, and each may change what another meant.

An example: `PassagesStage(PassageStage)`, `PassageStage(Stage)`, `Stage(ABC)`.

When it is fine: classes of a framework don't count. Exceptions do, at a third of the weight: their trees do little harm.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "indirection"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if not each.is_class:
            continue
        above = project.chain(each)
        if len(above) >= 2:
            error = any(base.rpartition(".")[2].endswith(("Error", "Exception")) for base in project.foreign_bases(each))
            names = ", which inherits from ".join(other.name for other in above[:3])
            yield Finding(each.file, each.line, f"the class {each.name} inherits from {names}", 0.3 if error else 1.0)
