"""Which parameters and fields a caller may set, and which some caller sets. Runs in the reader."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, inside, last_name

MOST_PARAMETERS = 60  # of one function or data class that are looked at; each is held against every call


@dataclass(frozen=True)
class Knob:
    """A parameter or a field with a default. place: by position, from 0; None where only by name."""

    name: str
    line: int
    place: int | None
    is_called: bool = False


def knobs(project: Project, each: Def) -> list[Knob]:
    """Those of a function, of a class's constructor, or of a data class's fields."""
    if not each.is_class:
        return [] if each.name == "__init__" else list(_parameters(each))
    constructor = each.method("__init__")
    if constructor is not None:
        return list(_parameters(constructor))
    if not each.is_dataclass or project.subclasses.get(each):
        return []
    changed = project.assigned
    found = []
    for place, (name, default, line) in enumerate(each.fields()[:MOST_PARAMETERS]):
        if default is None or _is_made(default) or name in changed:
            continue
        found.append(Knob(name, line, place, _calls(each, name)))
    return found


def _parameters(each: Def) -> Iterator[Knob]:
    for place, (parameter, default, by_name) in enumerate(each.parameters()[:MOST_PARAMETERS]):
        if default is None or parameter.arg.startswith("_"):
            continue
        yield Knob(parameter.arg, parameter.lineno, None if by_name else place, _calls(each, parameter.arg))


def _calls(each: Def, name: str) -> bool:
    """Whether what is given under that name is called: itself, or as the object's attribute of that name."""
    around = each.parent if each.is_method and each.parent is not None else each
    names = {name, f"_{name}"}
    for call in inside(around, ast.Call):
        if isinstance(call.func, ast.Name) and call.func.id == name and not around.is_class:
            return True
        if last_name(call.func) in names:
            return True
    return False


def _is_made(default: ast.expr) -> bool:
    """`field(default_factory=...)`: state that an object begins with."""
    return isinstance(default, ast.Call) and any(keyword.arg in ("default_factory", "init") for keyword in default.keywords)


def is_settled(project: Project, each: Def) -> bool:
    """Whether all its calls are known: it is called by its own name, which nothing shares, and is never handed on."""
    if each.name in project.reach.entries or len(project.by_name[each.name]) != 1 or each.name.startswith("__"):
        return False
    calls = project.calls.get(each.name, ())
    if not calls or each.name in project.handed_on:
        return False
    if any(isinstance(arg, ast.Starred) for _, call in calls for arg in call.args):
        return False
    if any(keyword.arg is None for _, call in calls for keyword in call.keywords):
        return False
    return not (
        each.is_class
        and (each.name in project.test_bases or any(base not in ("ABC", "object", "Generic") for base in _foreign(project, each)))
    )


def _foreign(project: Project, each: Def) -> set[str]:
    return {base.rpartition(".")[2] for base in project.foreign_bases(each)} - {"Protocol", "ABC"} if each.is_class else set()


def given(project: Project, each: Def, knob: Knob) -> bool:
    """Whether some call gives it, or own code changes it afterwards with `replace`."""
    if knob.name in project.replaced:
        return True
    for _, call in [*project.calls.get(each.name, ()), *project.test_calls.get(each.name, ())]:
        if any(keyword.arg == knob.name or keyword.arg is None for keyword in call.keywords):
            return True
        if knob.place is not None and len(call.args) > knob.place:
            return True
        if any(isinstance(arg, ast.Starred) for arg in call.args):
            return True
    return False
