"""What the entry points that the brief names lead to: modules, functions and classes, and how many hops away. Runs in the
reader.
"""

import ast
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, Module, last_name

# Bases that call nothing by name.
_QUIET = {
    "object", "ABC", "Protocol", "Generic", "Enum", "IntEnum", "StrEnum", "Flag", "NamedTuple", "TypedDict", "str", "int",
    "float", "dict", "list", "tuple", "set", "type", "BaseException", "Exception", "BaseModel", "",
}  # fmt: skip
# Decorators that hand the function to nobody.
_PLAIN = {
    "property", "cached_property", "staticmethod", "classmethod", "abstractmethod", "dataclass", "lru_cache", "cache", "wraps",
    "contextmanager", "asynccontextmanager", "overload", "override", "final", "setter", "total_ordering", "runtime_checkable",
    "singledispatch", "unique", "validator", "field_validator", "model_validator",
}  # fmt: skip


@dataclass
class Reach:
    """known: whether the entry points are in the product at all; without them all modules count as entries."""

    known: bool
    entries: set[str]
    modules: set[Module] = field(default_factory=set)
    defs: set[Def] = field(default_factory=set)
    hops: dict[Def, int] = field(default_factory=dict)


def entry_names(project: Project) -> tuple[set[str], set[str]]:
    """(modules, functions) that the challenge's entry points name."""
    modules, functions = set(project.asked.imports), set()
    for point in project.asked.entry_points:
        for name in re.findall(r"-m\s+([\w.]+)", point):
            modules |= {name, f"{name}.__main__"}
        match = re.match(r"([A-Za-z_]\w*(?:\.\w+)*)\.(\w+)\s*(?:\(|$)", point)
        if match:
            modules.add(match[1])
            functions.add(match[2])
    return modules, functions


def reach(project: Project) -> Reach:
    """By name, so what shares a name with something used counts as used."""
    wanted, functions = entry_names(project)
    entries = [module for module in project.modules if module.name in wanted]
    found = Reach(bool(entries), functions)
    walk = _Walk(project, found)
    for module in entries or project.modules:
        walk.module(module, whole=module.name in project.asked.imports and not functions)
    for name in functions:
        walk.name(name)
    walk.run()
    if any(imports_by_name(call) for module in found.modules for call in module.of(ast.Call)):
        packages = {module.name.partition(".")[0] for module in found.modules}
        for module in project.modules:  # whichever lie there may be loaded
            if module.name.partition(".")[0] in packages:
                walk.module(module)
        walk.run()
    if any(_asks_by_name(call) for module in found.modules for call in module.of(ast.Call)):
        for each in [each for each in found.defs if each.is_class]:  # any of its methods may be meant
            for method in each.methods:
                walk.definition(method)
        walk.run()
    found.hops = dict(_hops(project, found, entries))
    return found


def imports_by_name(call: ast.Call) -> str:
    """How a call finds modules at run time; "" where it does not, or names the module in the code."""
    name = last_name(call.func)
    if name in ("import_module", "__import__", "load_module", "spec_from_file_location"):
        return "" if call.args and isinstance(call.args[0], ast.Constant) else name
    return name if name in ("iter_modules", "walk_packages", "entry_points", "iter_entry_points") else ""


def _asks_by_name(call: ast.Call) -> bool:
    """`getattr(engine, command)` with a name that is only known when it runs."""
    return last_name(call.func) == "getattr" and len(call.args) >= 2 and not isinstance(call.args[1], ast.Constant)


class _Walk:
    def __init__(self, project: Project, found: Reach) -> None:
        self.project, self.found = project, found
        self.names: set[str] = set()
        self.waiting: deque[str] = deque()
        self.by_module = {module.name: module for module in project.modules}

    def module(self, module: Module, whole: bool = False) -> None:
        if module in self.found.modules:
            return
        self.found.modules.add(module)
        for name in (*module.uses, *(module.exported if whole else ())):
            self.name(name)
        parts = module.name.split(".")
        for name in (*(".".join(parts[:n]) for n in range(1, len(parts))), *(name for name, _, _ in module.imports)):
            if name in self.by_module:
                self.module(self.by_module[name])
        for each in module.defs:
            if each.name in self.names or (each.parent is None and handed_over(each)) or (whole and each.parent is None):
                self.definition(each)

    def name(self, name: str) -> None:
        if name not in self.names:
            self.names.add(name)
            self.waiting.append(name)

    def run(self) -> None:
        while self.waiting:
            for each in self.project.by_name.get(self.waiting.popleft(), ()):
                self.definition(each)

    def definition(self, each: Def) -> None:
        if each in self.found.defs or each.module not in self.found.modules:
            return
        if each.parent is not None and each.parent not in self.found.defs:
            return
        self.found.defs.add(each)
        for name in each.uses:
            self.name(name)
        called = each.is_class and any(
            base.rpartition(".")[2] not in _QUIET and not _is_error(base) for base in self._bases(each)
        )
        for inner in each.inner:
            dunder = inner.name.startswith("__") and inner.name.endswith("__")
            if called or dunder or inner.name in self.names or handed_over(inner):
                self.definition(inner)

    def _bases(self, each: Def) -> set[str]:
        return self.project.foreign_bases(each)


def _is_error(base: str) -> bool:
    return base.endswith(("Error", "Exception", "Warning"))


def handed_over(each: Def) -> bool:
    """Whether a decorator hands it to somebody, such as a router."""
    return any(name.rpartition(".")[2] not in _PLAIN for name in each.decorators)


def _hops(project: Project, found: Reach, entries: list[Module]) -> Iterator[tuple[Def, int]]:
    """Definitions by how many others lie between them and the entry. Names that many share are not followed."""
    seen: dict[Def, int] = {}
    first = {name for module in entries for name in module.uses} | found.entries
    queue = deque((each, 1) for name in sorted(first) for each in _only(project, found, name))
    while queue:
        each, hops = queue.popleft()
        if each in seen:
            continue
        seen[each] = hops
        if each.is_class:  # its constructor is no hop of its own
            queue.extendleft((inner, hops) for inner in each.inner if inner.name in ("__init__", "__post_init__", "__call__"))
        for name in each.uses:
            queue.extend((other, hops + 1) for other in _only(project, found, name))
    yield from seen.items()


def _only(project: Project, found: Reach, name: str) -> list[Def]:
    here = [each for each in project.by_name.get(name, ()) if each in found.defs]
    return here if len(here) <= 3 else []
