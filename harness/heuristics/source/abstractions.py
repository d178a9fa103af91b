"""Abstract base classes and protocols, and what stands behind them. Runs in the reader."""

import ast

from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, last_name
from harness.heuristics.source.reach import handed_over


def is_protocol(each: Def) -> bool:
    return any(base.rpartition(".")[2] == "Protocol" for base in each.bases)


def is_abstract(project: Project, each: Def) -> bool:
    """Declared so, or all of its methods only raise NotImplementedError or do nothing."""
    if is_protocol(each) or any("abstract" in name for method in each.methods for name in method.decorators):
        return True
    if any(base.rpartition(".")[2] == "ABC" for base in each.bases):
        return True
    public = [method for method in each.methods if not method.name.startswith("__")]
    return bool(public) and all(raises_not_implemented(method) for method in public)


def raises_not_implemented(method: Def) -> bool:
    body = method.body
    if len(body) != 1 or not isinstance(body[0], ast.Raise):
        return False
    error = body[0].exc
    return last_name(error.func if isinstance(error, ast.Call) else error) == "NotImplementedError"


def is_error(project: Project, each: Def) -> bool:
    return any(base.rpartition(".")[2].endswith(("Error", "Exception", "Warning")) for base in project.foreign_bases(each))


def implementations(project: Project, each: Def) -> list[Def]:
    """Concrete classes of the product below it, and for a protocol those that have all its methods."""
    below = [other for other in project.descendants(each) if not is_abstract(project, other)]
    if is_protocol(each):
        needed = {method.name for method in each.methods if not method.name.startswith("__") or method.name == "__call__"}
        below += [
            other
            for other in (project.with_method.get(min(needed), ()) if needed else ())
            if other is not each and other not in below
            and needed <= {method.name for method in other.methods} and not is_protocol(other)
        ]  # fmt: skip
    return below


def is_used(project: Project, each: Def) -> bool:
    """Created or handed on by what the entry points lead to; to be inherited from is no use."""
    if each not in project.reach.defs:
        return False
    if handed_over(each):
        return True
    inherited = sum(1 for other in project.subclasses.get(each, ()))
    return project.uses[each.name] > inherited


def is_doubled(project: Project, each: Def) -> bool:
    """Whether an own test has, and uses, another implementation."""
    needed = {method.name for method in each.methods if not method.name.startswith("__")}
    for module in project.tests:
        for other in module.defs:
            derived = any(base.rpartition(".")[2] == each.name for base in other.bases) if other.is_class else False
            alike = other.is_class and needed and needed <= {method.name for method in other.methods}
            if (derived or alike) and project.test_uses[other.name]:
                return True
    return False
