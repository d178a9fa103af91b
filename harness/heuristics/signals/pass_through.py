"""A function that only hands its arguments on

What it looks for: functions and methods whose whole body is one call of something of the product's own with the same arguments;
classes in which all methods are such; modules that hold nothing but imports and are no package's front.

Why it matters: it is a name more on the way, and does nothing there.

An example: `def pack(self, request): return self._service.pack(request)`.

When it is fine: the functions that the brief names, properties, constructors, and what a base class or a protocol asks for.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, Module, dotted, last_name

FAMILY = "indirection"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if each.is_class:
            continue
        target = hands_on(each)
        if (
            target
            and each.name not in project.reach.entries
            and _is_own(project, each, target)
            and not _is_asked_for(project, each)
        ):
            yield Finding(each.file, each.line, f"{each.qualname} only hands its arguments on to {target}")
    for module in project.modules:
        if _only_imports(module) and module.name not in project.asked.imports:
            yield Finding(module.path, 1, f"{module.path} holds nothing but imports", 0.7)


def hands_on(each: Def) -> str:
    """What it calls with its own parameters, all of them, as its only statement; "" for all else."""
    if each.is_property or (each.name.startswith("__") and each.name.endswith("__")):
        return ""
    body = each.body
    if len(body) != 1 or not isinstance(body[0], ast.Return | ast.Expr):
        return ""
    value = body[0].value
    if isinstance(value, ast.Await | ast.YieldFrom):
        value = value.value
    if not isinstance(value, ast.Call):
        return ""
    names = [parameter.arg for parameter, _, _ in each.parameters()]
    given = [_plain(arg) for arg in value.args] + [_plain(keyword.value) for keyword in value.keywords]
    receiver = dotted(value.func)
    if not receiver or (not names and not each.is_method):
        return ""
    if receiver.split(".")[0] in names:  # a method of its argument
        return ""
    if not names and given:
        return ""
    return receiver if given == names else ""


def _plain(node: ast.expr) -> str:
    if isinstance(node, ast.Starred):
        node = node.value
    return node.id if isinstance(node, ast.Name) else "?"


def _is_own(project: Project, each: Def, target: str) -> bool:
    name = target.rpartition(".")[2]
    module = each.module.aliases.get(target.partition(".")[0], "")
    if module and module.partition(".")[0] not in project.own:
        return False
    return any(other is not each for other in project.by_name.get(name, ()))


def _is_asked_for(project: Project, each: Def) -> bool:
    """By a base of the product's that is not its own class, or by a foreign one; an adapter has to have its methods."""
    if each.parent is None or not each.parent.is_class:
        return bool(each.decorators)
    foreign = {base.rpartition(".")[2] for base in project.foreign_bases(each.parent)} - {
        "ABC",
        "object",
        "Protocol",
        "Generic",
    }
    return bool(foreign) or "abstractmethod" in {name.rpartition(".")[2] for name in each.decorators}


def _only_imports(module: Module) -> bool:
    front = module.file.name in ("__init__.py", "__main__.py")
    return (
        not front
        and bool(module.imports)
        and all(isinstance(node, ast.Import | ast.ImportFrom) or _is_list(node) for node in module.tree.body)
    )


def _is_list(node: ast.stmt) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Constant)
    return isinstance(node, ast.Assign) and last_name(node.targets[0]) == "__all__"
