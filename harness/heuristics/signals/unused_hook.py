"""A hook that nobody hangs anything on

What it looks for: callbacks that are called where they are given, and that no caller gives; lists of listeners that nothing is
ever added to; empty methods that subclasses may override, and that none does.

Why it matters: it promises a way to extend the program that nobody asked for, and it has to be kept working.

An example: `def pack(request, on_drop=None)` with `if on_drop: on_drop(passage)`, where every call leaves `on_drop` away.

When it is fine: a callback that one caller gives and another leaves away, or that the candidate's own tests give.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, inside, is_text, last_name
from harness.heuristics.source.usage import given, is_settled, knobs

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    called = _called_in_loops(project)
    for each in project.defs:
        if each.is_class:
            yield from _listeners(project, each, called)
        else:
            yield from _empty(project, each)
        for knob in knobs(project, each):
            if knob.is_called and is_settled(project, each) and not given(project, each, knob):
                yield Finding(each.file, knob.line, f"{each.qualname} calls {knob.name} where it is given, and no call gives it")


def _listeners(project: Project, each: Def, called: set[str]) -> Iterator[Finding]:
    """A list of the object's that a method appends its parameter to; what is in it is called; nobody calls the method."""
    for method in each.methods:
        names = {parameter.arg for parameter, _, _ in method.parameters()}
        for call in inside(method, ast.Call):
            if not isinstance(call.func, ast.Attribute) or call.func.attr not in ("append", "add") or not call.args:
                continue
            if last_name(call.args[0]) in names and _attribute(call.func.value) in called and not _is_called(project, method):
                yield Finding(method.file, method.line, f"nothing is ever given to {method.qualname}, whose listeners are called")


def _attribute(node: ast.expr) -> str:
    while True:
        if isinstance(node, ast.Subscript):
            node = node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            node = node.func.value  # self.listeners.setdefault(name, []).append(listener)
        else:
            break
    return node.attr if isinstance(node, ast.Attribute) else ""


def _called_in_loops(project: Project) -> set[str]:
    """Attributes whose elements are called: `for listener in self.listeners: listener(event)`."""
    found: set[str] = set()
    for module in project.modules:
        for loop in module.of(ast.For):
            names = {node.id for node in ast.walk(loop.target) if isinstance(node, ast.Name)}
            calls = (node for statement in loop.body for node in ast.walk(statement) if isinstance(node, ast.Call))
            if any(isinstance(call.func, ast.Name) and call.func.id in names for call in calls):
                found |= {node.attr for node in ast.walk(loop.iter) if isinstance(node, ast.Attribute)}
    return found


def _is_called(project: Project, method: Def) -> bool:
    """By what the entry points lead to, or by an own test."""
    own = method.uses[method.name] if method in project.reach.defs else 0
    return bool(project.test_uses[method.name]) or project.reached_uses[method.name] > own


def _empty(project: Project, each: Def) -> Iterator[Finding]:
    if not each.is_method or each.name.startswith("__") or each.decorators or not project.uses[each.name]:
        return
    if not all(isinstance(node, ast.Pass) or is_text(node) or _returns_nothing(node) for node in each.node.body):
        return
    assert each.parent is not None
    if any(base.rpartition(".")[2] == "Protocol" for base in each.parent.bases) or project.foreign_bases(each.parent) - {
        "ABC",
        "object",
    }:
        return
    others = [other for other in project.descendants(each.parent) if other.method(each.name)]
    if not others and not any(method.name == each.name and method is not each for method in project.by_name.get(each.name, ())):
        yield Finding(each.file, each.line, f"{each.qualname} does nothing, and no subclass makes it do something")


def _returns_nothing(node: ast.stmt) -> bool:
    return isinstance(node, ast.Return) and (
        node.value is None or (isinstance(node.value, ast.Constant) and node.value.value is None)
    )
