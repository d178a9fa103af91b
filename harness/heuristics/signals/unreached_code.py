"""Modules and classes that no entry point leads to

What it looks for: modules that nothing of what the brief asks for imports, and classes in the others that nothing uses,
directly or through something else. Names are compared without types, so what is called like something used counts as used.

Why it matters: it was built for a day that may not come. Until then it is read, kept, and believed to do something.

An example: `storage/postgres.py` beside `storage/memory.py`, where only the latter is ever imported.

When it is fine: types that are only named in annotations, and what the candidate's own tests use to test something else.
"""

from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, Module

FAMILY = "speculation"
SMALL = 4  # nodes: an empty module, or one that only exports


def find(project: Project) -> Iterator[Finding]:
    reach = project.reach
    if not reach.known:
        return
    for module in project.modules:
        if module not in reach.modules:
            if module.size > SMALL and module.path != "setup.py":
                yield Finding(
                    module.path, 1, f"nothing that the brief asks for imports {module.path}", 1.0 + min(1.0, module.size / 400)
                )
            continue
        for each in module.defs:
            if (
                each.is_class
                and each not in reach.defs
                and (each.parent is None or each.parent in reach.defs)
                and not _named(project, each)
            ):
                yield Finding(each.file, each.line, f"nothing that the brief asks for uses the class {each.name}")


def _named(project: Project, each: Def) -> bool:
    """In an annotation, where it is a type for readers. A class with work in it is more than that."""
    worker = any(method.size > 12 for method in each.methods)
    return not worker and any(each.name in module.annotated for module in _all(project))


def _all(project: Project) -> list[Module]:
    return [*project.modules, *project.tests]
