"""A class with one method and no state

What it looks for: classes with a single method, public or private, that keep nothing; and classes of static methods only.

Why it matters: it is a function in a box. The box has to be created, passed and named.

An example: `class MessageFormatter` with `def message(self, role, content): return {...}` and nothing else.

When it is fine: what a framework asks for, and an implementation of an abstraction that has two in use. Weak evidence alone.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, inside

FAMILY = "indirection"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if not each.is_class or each.node.decorator_list or each.node.bases or project.subclasses.get(each) or each.fields():
            continue
        methods = each.methods
        if any(method.name.startswith("__") or method.is_property for method in methods) or not methods:
            continue
        static = all({"staticmethod", "classmethod"} & set(method.decorators) for method in methods)
        if (len(methods) == 1 and not _keeps(each)) or (static and len(methods) > 1):
            what = "static methods only" if static else f"one method, {methods[0].name}, and no state"
            yield Finding(each.file, each.line, f"the class {each.name} has {what}", 0.7)


def _keeps(each: Def) -> bool:
    return any(isinstance(node.ctx, ast.Store) and isinstance(node.value, ast.Name) for node in inside(each, ast.Attribute))
