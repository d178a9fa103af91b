"""A package that the challenge does not allow

What it looks for: packages that the product imports, or declares and uses, and that are neither the standard library's nor
among those that the challenge allows or brings.

Why it matters: the brief says what may be used. Each package more is code of somebody else's to follow and to patch.

An example: `import pydantic` for five fields, where the brief says *standard library only*.

When it is fine: what the candidate's own tests and tools need. A package may be absent from the sandbox, so it is often seen in
the tests as well.
"""

from collections.abc import Iterator

from harness.heuristics.source import dependencies, kinds
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "baggage"


def find(project: Project) -> Iterator[Finding]:
    seen: set[str] = set()
    for name, (path, line) in dependencies.imported(project).items():
        first = name.partition(".")[0]
        if first in seen or dependencies.is_allowed(project, name) or not path.endswith(".py"):
            continue
        seen.add(first)
        heavy = first in kinds.HEAVY
        yield Finding(
            path,
            line,
            f"it imports {first}, which the challenge does not allow{', a large package' if heavy else ''}",
            1.5 if heavy else 1.0,
        )
