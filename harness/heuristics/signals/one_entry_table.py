"""A factory, registry or table with one entry

What it looks for: a table of classes or functions that holds one entry and is looked up; a registry that one thing is entered
into; a function that picks what to create by a name and knows one; a function that does nothing but create one object, for one
caller.

Why it matters: choosing among one is no choice. The reader follows the lookup only to find that there is nothing else.

An example: `PACKERS = {"default": DefaultPacker}` with `PACKERS[name]()`.

When it is fine: two entries that are both used. A registry that is never looked up does not count here, but as unused code.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, Module, inside, last_name, owner, parent

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    for module in project.modules:
        yield from _tables(project, module)
    entries = project.reach.entries
    for each in project.defs:
        if each.is_class or each.name in entries:
            continue
        if _enters(each) and _callers(project, each) <= 1:
            yield Finding(
                each.file, each.line, f"{each.qualname} enters things into a table, and is called {_times(project, each)}"
            )
        elif made := _picks_one(project, each):
            yield Finding(
                each.file, each.line, f"{each.qualname} chooses by a value what to create, and all that it knows is {made}"
            )
        elif (made := _only_creates(project, each)) and _callers(project, each) <= 1 and not each.is_property:
            yield Finding(each.file, each.line, f"{each.qualname} does nothing but create {made}, for one caller", 0.7)


def _tables(project: Project, module: Module) -> Iterator[Finding]:
    for table in module.of(ast.Dict):
        if len(table.keys) != 1 or table.keys[0] is None:
            continue
        value = table.values[0]
        name = last_name(value)
        if not isinstance(value, ast.Lambda) and not any(each for each in project.by_name.get(name, ()) if not each.is_property):
            continue
        target = _target(table)
        if target in project.looked_up and target:
            yield Finding(module.path, table.lineno, f"the table {target} has one entry, {name or 'a function'}")


def _target(node: ast.AST) -> str:
    above = parent(node)
    if isinstance(above, ast.Assign):
        return last_name(above.targets[0])
    if isinstance(above, ast.AnnAssign):
        return last_name(above.target)
    return ""


def _enters(each: Def) -> bool:
    """Whether all it does is to keep a parameter under another parameter, for later."""
    names = {parameter.arg for parameter, _, _ in each.parameters()}
    if len(names) < 2 or each.size > 60:
        return False
    for node in inside(each, ast.Assign):
        target = node.targets[0]
        if (
            isinstance(target, ast.Subscript) and isinstance(target.value, ast.Attribute | ast.Name)
            and last_name(target.slice) in names and isinstance(node.value, ast.Name) and node.value.id in names
            and last_name(target.value) not in names
        ):  # fmt: skip
            return _called_when_read(each, last_name(target.value))
    return False


def _called_when_read(each: Def, table: str) -> bool:
    """Whether the module calls what it reads from that table: then it holds makers, not data."""
    for call in each.module.of(ast.Call):
        for node in ast.walk(call.func):
            if isinstance(node, ast.Subscript | ast.Attribute) and table in (
                last_name(getattr(node, "value", None)),
                getattr(node, "attr", ""),
            ):
                return isinstance(call.func, ast.Subscript | ast.Call)
    return False


def _callers(project: Project, each: Def) -> int:
    loops = any(_in_loop(call) for _, call in project.calls.get(each.name, ()))
    calls = len(project.calls.get(each.name, ())) + loops
    return max(calls, project.uses[each.name], project.decorating[each.name])


def _in_loop(node: ast.AST) -> bool:
    above: ast.AST | None = node
    while above is not None and not isinstance(above, ast.FunctionDef | ast.AsyncFunctionDef | ast.Module):
        if isinstance(above, ast.For | ast.AsyncFor | ast.While | ast.ListComp | ast.DictComp | ast.SetComp | ast.GeneratorExp):
            return True
        above = parent(above)
    return False


def _times(project: Project, each: Def) -> str:
    return "once" if project.calls.get(each.name) else "nowhere"


def _created(project: Project, node: ast.expr | None) -> Def | None:
    if isinstance(node, ast.Call):
        name = node.func
        return project.klass(last_name(name)) if last_name(name) else None
    return None


def _picks_one(project: Project, each: Def) -> str:
    """The one class that is returned under a comparison with a parameter."""
    names = {parameter.arg for parameter, _, _ in each.parameters()}
    made: set[str] = set()
    for node in inside(each, ast.Return):
        found = _created(project, node.value)
        if found is None:
            return ""
        made.add(found.name)
    tests = [node.test for node in inside(each, ast.If)]
    chosen = any(
        isinstance(test, ast.Compare)
        and last_name(test.left) in names
        and isinstance(test.comparators[0], ast.Constant | ast.Attribute)
        for test in tests
    )
    raises = any(True for _ in inside(each, ast.Raise))
    return next(iter(made)) if len(made) == 1 and chosen and raises and len(tests) == 1 else ""


def _only_creates(project: Project, each: Def) -> str:
    body = each.body
    if len(body) != 1 or not isinstance(body[0], ast.Return) or each.name.startswith("__") or owner(each.node) is not each.parent:
        return ""
    made = _created(project, body[0].value)
    if made is None or made is each.parent or each.parent in (made, *project.ancestors(made)):
        return ""
    if made.is_dataclass or made.node.bases or made.fields():  # an answer, an error: data, not a choice of what to create
        return ""
    return made.name if all(_is_plain(project, value) for value in _arguments(body[0].value)) else ""


def _arguments(call: ast.expr | None) -> list[ast.expr]:
    return [*call.args, *(keyword.value for keyword in call.keywords)] if isinstance(call, ast.Call) else []


def _is_plain(project: Project, node: ast.expr) -> bool:
    """A name, an attribute, a value, or another object of the product made of such."""
    if isinstance(node, ast.Name | ast.Attribute | ast.Constant):
        return True
    if isinstance(node, ast.List | ast.Tuple):
        return all(_is_plain(project, each) for each in node.elts)
    return _created(project, node) is not None and all(_is_plain(project, each) for each in _arguments(node))
