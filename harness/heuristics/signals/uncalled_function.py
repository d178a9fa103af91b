"""A function that nobody calls

What it looks for: functions and methods of modules in use whose name is used nowhere in the product, or only by a test of the
candidate's.

Why it matters: `utils` that nobody calls are read by everybody who looks for what is there.

An example: `def chunked(items, size)` in utils.py, and no call.

When it is fine: what the brief asks for, what a framework calls by name, and special methods.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def

FAMILY = "baggage"


def find(project: Project) -> Iterator[Finding]:
    reach = project.reach
    for each in project.defs:
        if each.is_class or each in reach.defs or each.module not in reach.modules or each.name.startswith("__"):
            continue
        if each.parent is not None and each.parent not in reach.defs:
            continue
        if (
            each.name in reach.entries
            or not reach.known
            or "abstractmethod" in " ".join(each.decorators)
            or _overrides(project, each)
        ):
            continue
        tested = project.test_uses[each.name]
        yield Finding(each.file, each.line, f"{'only tests call' if tested else 'nothing calls'} {each.qualname}", 0.7)


def _overrides(project: Project, each: Def) -> bool:
    return bool(
        each.parent and each.parent.is_class and project.foreign_bases(each.parent) - {"ABC", "object", "Protocol", "Generic"}
    )
