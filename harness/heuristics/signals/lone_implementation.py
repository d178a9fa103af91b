"""An abstraction with one implementation

What it looks for: abstract base classes and protocols, and plain base classes that are never created themselves, of which the
product uses one implementation or none. An implementation that nothing ever creates does not count as a second.

Why it matters: an interface earns its place when two things stand behind it. With one, each change is made twice, and a reader
has to find out which implementation runs. A second one that exists so that the abstraction looks needed is worse.

An example: `class Redactor(ABC)` with `RegexRedactor(Redactor)` as its only subclass in use.

When it is fine: a protocol at a real seam, with two implementations in use, or with one and a test double that the candidate's
own tests use. Base classes of exceptions cost nothing.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, last_name
from harness.heuristics.source.reach import handed_over

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    for each in project.defs:
        if not each.is_class or is_error(project, each):
            continue
        below = implementations(project, each)
        if is_abstract(project, each):
            used = [other for other in below if is_used(project, other)]
            if len(used) > 1 or is_doubled(project, each):
                continue
            if is_protocol(each) and not used and not project.uses[each.name]:
                continue  # a type for readers
            yield Finding(each.file, each.line, _message(each, below, used))
        elif len(below) == 1 and _only_inherited(project, each):
            yield Finding(
                each.file,
                each.line,
                f"the class {each.name} is only there to be inherited from, and {below[0].name} alone does it",
                0.7,
            )


def _message(each: Def, below: list[Def], used: list[Def]) -> str:
    kind = "protocol" if is_protocol(each) else "abstract base class"
    if not below:
        return f"the {kind} {each.name} has no implementation"
    if len(below) > len(used):
        rest = ", ".join(sorted(other.name for other in below if other not in used)[:3])
        return f"the {kind} {each.name} has {len(used) or 'no'} implementation in use; nothing creates {rest}"
    return f"the {kind} {each.name} has one implementation, {used[0].name}"


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


def _only_inherited(project: Project, each: Def) -> bool:
    below = len(project.subclasses.get(each, ()))
    return below == 1 and project.uses[each.name] == below and not project.test_uses[each.name] and bool(each.methods)
