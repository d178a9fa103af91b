"""Something generic that is used for one thing

What it looks for: classes with type parameters of their own that the product uses with one type or without naming any.

Why it matters: a reader works out what T may be, to find that it is always a dict.

An example: `class Repository(Generic[T])`, of which there is `Repository[Ticket]` and no other.

When it is fine: two types in use. A generic function is no finding, nor is an annotation.
"""

import ast
from collections import defaultdict
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import last_name

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    used: dict[str, set[str]] | None = None
    for each in project.defs:
        if not each.is_class:
            continue
        generic = any(base.rpartition(".")[2] == "Generic" for base in each.bases) or bool(
            getattr(each.node, "type_params", None)
        )
        if not generic:
            continue
        used = _used(project) if used is None else used
        values = set(used[each.name])
        if len(values) <= 1:
            yield Finding(
                each.file,
                each.line,
                f"the class {each.name} has a type parameter, and is used with {len(values) or 'no'} type",
                0.5,
            )


def _used(project: Project) -> dict[str, set[str]]:
    """With which types each name is subscripted, in annotations as well; a single letter is a parameter of somebody's own."""
    found: dict[str, set[str]] = defaultdict(set)
    for module in project.modules:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Subscript) and not (isinstance(node.slice, ast.Name) and len(node.slice.id) <= 2):
                found[last_name(node.value)].add(ast.dump(node.slice))
    return found
