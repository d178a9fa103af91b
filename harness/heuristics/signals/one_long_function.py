"""Everything in one function

What it looks for: a function that holds most of the product's code, where that is more than about 200 lines of it (1,600 nodes
of the syntax tree), and any function of more than about 300.

Why it matters: it can only be read, tested and changed as a whole.

An example: `main`, from reading the arguments to writing the report.

When it is fine: a short program in the order of its brief, however much of it stands in one function.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.figures import own
from harness.heuristics.source.project import Project

FAMILY = "too little"
LONG, VERY_LONG = 1600, 2400  # nodes, at 8 a line


def find(project: Project) -> Iterator[Finding]:
    whole = sum(module.size for module in project.modules)
    for each in project.defs:
        size = own(each)
        if not each.is_class and (size > VERY_LONG or (size > LONG and size > whole / 2)):
            yield Finding(
                each.file,
                each.line,
                f"{each.qualname} holds {100 * size // max(whole, 1)} % of the code, in {each.last - each.line + 1} lines",
            )
