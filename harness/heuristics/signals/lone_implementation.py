"""An abstraction with one implementation

What it looks for: abstract base classes and protocols, and plain base classes that are never created themselves, of which the
product uses one implementation or none. An implementation that nothing ever creates does not count as a second.

Why it matters: an interface earns its place when two things stand behind it. With one, each change is made twice, and a reader
has to find out which implementation runs. A second one that exists so that the abstraction looks needed is worse.

An example: `class Redactor(ABC)` with `RegexRedactor(Redactor)` as its only subclass in use.

When it is fine: a protocol at a real seam, with two implementations in use, or with one and a test double that the candidate's
own tests use. Base classes of exceptions cost nothing.
"""

from collections.abc import Iterator

from harness.heuristics.source.abstractions import implementations, is_abstract, is_doubled, is_error, is_protocol, is_used
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def

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


def _only_inherited(project: Project, each: Def) -> bool:
    below = len(project.subclasses.get(each, ()))
    return below == 1 and project.uses[each.name] == below and not project.test_uses[each.name] and bool(each.methods)
