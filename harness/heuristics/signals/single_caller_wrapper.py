"""A class around one function, for one caller

What it looks for: classes that are created in one place and of which one method is called, in one place, so that the object
lives for a single call.

Why it matters: create, configure and call are three steps for one. A function takes the same arguments in one.

An example: `TurnSplitter().split(history)` with a class of that one method.

When it is fine: an object that keeps state which changes, that is handed on, or that works as a context manager or an iterator.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, function_of, inside, parent

FAMILY = "indirection"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if not each.is_class or each.is_dataclass or each.node.bases or each not in project.reach.defs:
            continue
        if project.subclasses.get(each) or project.test_uses[each.name] or each.node.decorator_list:
            continue
        public = [method for method in each.methods if not method.name.startswith("_") and not method.is_property]
        special = [method for method in each.methods if method.name.startswith("__") and method.name != "__init__"]
        if len(public) != 1 or special or project.uses[each.name] != 1 or len(project.calls.get(each.name, ())) != 1:
            continue
        if _calls(project, public[0]) == 1 and not _changes(each) and not _handed_on(project.calls[each.name][0][1]):
            yield Finding(
                each.file, each.line, f"the class {each.name} is created in one place to call {public[0].name} in one place"
            )


def _changes(each: Def) -> bool:
    """Whether it keeps something that changes: attributes set after its creation, or containers that it begins with."""
    for node in inside(each, ast.Attribute):
        function = function_of(node)
        if isinstance(node.ctx, ast.Store) and function is not None and function.name != "__init__":
            return True
    constructor = each.method("__init__")
    if constructor is None:
        return False
    kept: list[ast.expr | None] = [node.value for node in inside(constructor, ast.Assign)]
    kept += [node.value for node in inside(constructor, ast.AnnAssign)]
    return any(isinstance(value, ast.List | ast.Dict | ast.Set | ast.Call) for value in kept)


def _handed_on(call: ast.Call) -> bool:
    return isinstance(parent(call), ast.Call | ast.keyword | ast.List | ast.Tuple | ast.Dict | ast.Return)


def _calls(project: Project, method: Def) -> int:
    return project.uses[method.name] if len(project.by_name[method.name]) == 1 else 99
