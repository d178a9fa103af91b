"""One Python module as facts: its tree is walked once, without recursion, and every signal reads the lists made here.

Annotations, docstrings and what `if TYPE_CHECKING` guards are not code here: types and comments cost nothing.
"""

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from harness.heuristics.source.facts import File

Function = ast.FunctionDef | ast.AsyncFunctionDef
FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)
LOOPS = (ast.For, ast.AsyncFor, ast.While)
_UNCOUNTED = (
    ast.expr_context,
    ast.operator,
    ast.unaryop,
    ast.boolop,
    ast.cmpop,
    ast.Import,
    ast.ImportFrom,
    ast.alias,
    ast.arguments,
)
_ANNOTATIONS = {"annotation", "returns", "type_comment", "type_params"}
_TYPE_MAKERS = {"TypeVar", "ParamSpec", "TypeVarTuple", "NewType"}
_WORD = re.compile(r"[A-Za-z_]\w*")
Kind = TypeVar("Kind", bound=ast.AST)


@dataclass(eq=False)
class Def:
    """A function or a class. size: syntax-tree nodes, with all that is in it."""

    name: str
    qualname: str
    module: "Module"
    node: Any
    parent: "Def | None"
    size: int = 0
    inner: "list[Def]" = field(default_factory=list)
    uses: Counter[str] = field(default_factory=Counter)  # names and attributes that it loads itself, not what is in it
    own: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))  # its nodes, without those of `inner`

    @property
    def is_class(self) -> bool:
        return isinstance(self.node, ast.ClassDef)

    @property
    def is_method(self) -> bool:
        return not self.is_class and self.parent is not None and self.parent.is_class

    @property
    def file(self) -> str:
        return self.module.path

    @property
    def line(self) -> int:
        return int(self.node.lineno)

    @property
    def last(self) -> int:
        return int(self.node.end_lineno or self.node.lineno)

    @property
    def body(self) -> list[ast.stmt]:
        """Its statements without the docstring."""
        return without_docstring(self.node.body)

    @property
    def decorators(self) -> list[str]:
        return [dotted(each.func if isinstance(each, ast.Call) else each) for each in self.node.decorator_list]

    @cached_property
    def bases(self) -> list[str]:
        """Dotted names of a class's bases, without subscripts."""
        return [dotted(base.value if isinstance(base, ast.Subscript) else base) for base in self.node.bases]

    @property
    def methods(self) -> "list[Def]":
        return [each for each in self.inner if not each.is_class]

    def method(self, name: str) -> "Def | None":
        return next((each for each in self.methods if each.name == name), None)

    @property
    def is_property(self) -> bool:
        return any(name.rpartition(".")[2] in ("property", "cached_property", "setter", "getter") for name in self.decorators)

    @property
    def is_dataclass(self) -> bool:
        return self.is_class and any(name.rpartition(".")[2] == "dataclass" for name in self.decorators)

    def parameters(self) -> list[tuple[ast.arg, ast.expr | None, bool]]:
        """(parameter, default, keyword-only), without the receiver and without * and **."""
        arguments = self.node.args
        plain = [*arguments.posonlyargs, *arguments.args]
        defaults = [None] * (len(plain) - len(arguments.defaults)) + list(arguments.defaults)
        found = [(each, default, False) for each, default in zip(plain, defaults, strict=True)]
        if self.is_method and "staticmethod" not in self.decorators:
            found = found[1:]
        return found + [(each, default, True) for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)]

    def fields(self) -> list[tuple[str, ast.expr | None, int]]:
        """(name, default, line) of what a data class's or a class body's annotated names are."""
        return [
            (each.target.id, each.value, each.lineno)
            for each in self.node.body
            if isinstance(each, ast.AnnAssign)
            and isinstance(each.target, ast.Name)
            and "ClassVar" not in ast.dump(each.annotation)
        ]


@dataclass(eq=False)
class Module:
    """One file of Python. name: as it is imported. tree_size: nodes of all of it."""

    file: File
    name: str
    tree: ast.Module
    defs: list[Def] = field(default_factory=list)
    of_kind: dict[type, list[Any]] = field(default_factory=lambda: defaultdict(list))
    uses: Counter[str] = field(default_factory=Counter)  # loaded outside any function: runs when the module is imported
    aliases: dict[str, str] = field(default_factory=dict)  # name here -> "module.name" or "module"
    imports: list[tuple[str, int, bool]] = field(default_factory=list)  # absolute module, line, inside a function
    exported: set[str] = field(default_factory=set)
    annotated: set[str] = field(default_factory=set)  # names in annotations
    size: int = 0

    @property
    def path(self) -> str:
        return self.file.path

    def of(self, *kinds: type[Kind]) -> Iterator[Kind]:
        """All its nodes of these kinds, in the order of the source."""
        for kind in kinds:
            yield from self.of_kind.get(kind, ())

    @property
    def package(self) -> str:
        return self.name if self.file.name == "__init__.py" else self.name.rpartition(".")[0]


def module_name(path: str) -> str:
    """The dotted name of a file, as seen from the submission's root or its src/."""
    parts = path.removesuffix(".py").split("/")
    if parts[0] == "src" and len(parts) > 1:
        parts = parts[1:]
    if parts[-1] == "__init__" and len(parts) > 1:
        parts = parts[:-1]
    return ".".join(parts)


def parse(file: File) -> Module:
    """Raises what `ast.parse` raises for hostile or foreign text."""
    module = Module(file, module_name(file.path), ast.parse(file.text))
    _walk(module)
    return module


def without_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    return body[1:] if body and is_text(body[0]) else body


def is_text(node: ast.stmt) -> bool:
    """A bare string as a statement."""
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)


def dotted(node: ast.AST | None) -> str:
    """`a.b.c` of names and attributes; "" for all else. A call's or a subscript's result shows as "().c"."""
    parts: list[str] = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    if isinstance(node, ast.Name):
        parts.append(node.id)
    elif parts:
        parts.append("()")
    return ".".join(reversed(parts))


def last_name(node: ast.AST | None) -> str:
    return dotted(node).rpartition(".")[2]


def parent(node: ast.AST) -> ast.AST:
    found: ast.AST = node.__dict__["grade_parent"]
    return found


def owner(node: ast.AST) -> Def | None:
    """The innermost function or class that it stands in."""
    found: Def | None = node.__dict__["grade_owner"]
    return found


def function_of(node: ast.AST) -> Def | None:
    """The innermost function that it stands in."""
    found = owner(node)
    while found is not None and found.is_class:
        found = found.parent
    return found


def inside(definition: Def, *kinds: type[Kind]) -> Iterator[Kind]:
    """Nodes of these kinds within a definition, also in what is defined in it."""
    waiting = [definition]
    while waiting:
        each = waiting.pop()
        for kind in kinds:
            yield from each.own.get(kind, ())
        waiting.extend(each.inner)


def _walk(module: Module) -> None:
    """Set parents and owners, fill the lists, count nodes: one pass, depth first, in the source's order."""
    stack: list[tuple[ast.AST, ast.AST | None, Def | None]] = [(module.tree, None, None)]
    order: list[tuple[Def | None, int]] = []
    while stack:
        node, above, within = stack.pop()
        node.__dict__["grade_parent"] = above
        node.__dict__["grade_owner"] = within
        module.of_kind[type(node)].append(node)
        if within is not None:
            within.own[type(node)].append(node)
        if not isinstance(node, _UNCOUNTED):
            order.append((within, 1))
        inner = within
        if isinstance(node, (*FUNCTIONS, ast.ClassDef)):
            qualname = f"{within.qualname}.{node.name}" if within else node.name
            inner = Def(node.name, qualname, module, node, within)
            (within.inner if within else []).append(inner)
            module.defs.append(inner)
            order.append((inner, 1))
        elif isinstance(node, ast.Import | ast.ImportFrom):
            _import(module, node, within)
        else:
            _use(module, node, within)
        stack.extend(reversed(list(_children(module, node, inner, within))))
    for definition, count in order:
        module.size += count
        while definition is not None:
            definition.size += count
            definition = definition.parent


def _children(
    module: Module, node: ast.AST, inner: Def | None, outer: Def | None
) -> Iterator[tuple[ast.AST, ast.AST, Def | None]]:
    if isinstance(node, ast.If) and last_name(node.test) == "TYPE_CHECKING":
        yield from ((child, node, inner) for child in node.orelse)
        return
    if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call) and last_name(node.value.func) in _TYPE_MAKERS:
        return
    for name, value in ast.iter_fields(node):
        if name in _ANNOTATIONS:
            _annotation(module, value)
            continue
        # Decorators, defaults and bases run where the definition stands, not in it.
        place = outer if name in ("decorator_list", "bases", "keywords") and inner is not outer else inner
        children = value if isinstance(value, list) else [value]
        if name == "body" and isinstance(node, (*FUNCTIONS, ast.ClassDef, ast.Module)):
            children = without_docstring(value)
        for child in children:
            if isinstance(child, ast.AST) and not (isinstance(child, ast.Expr) and is_text(child)):
                yield child, node, place


def _annotation(module: Module, value: object) -> None:
    for each in ast.walk(value) if isinstance(value, ast.AST) else ():
        if isinstance(each, ast.Name):
            module.annotated.add(each.id)
        elif isinstance(each, ast.Attribute):
            module.annotated.add(each.attr)
        elif isinstance(each, ast.Constant) and isinstance(each.value, str):
            module.annotated.update(_WORD.findall(each.value))


def _use(module: Module, node: ast.AST, within: Def | None) -> None:
    name = ""
    if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Store):
        name = node.id
    elif isinstance(node, ast.Attribute):
        name = node.attr
    elif isinstance(node, ast.Call) and last_name(node.func) in ("getattr", "hasattr", "attrgetter", "methodcaller"):
        for each in node.args:
            if isinstance(each, ast.Constant) and isinstance(each.value, str):
                _count(module, each.value, within)
    elif isinstance(node, ast.Assign) and any(isinstance(each, ast.Name) and each.id == "__all__" for each in node.targets):
        elements = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else []
        module.exported |= {e.value for e in elements if isinstance(e, ast.Constant) and isinstance(e.value, str)}
    if name:
        _count(module, name, within)


def _count(module: Module, name: str, within: Def | None) -> None:
    real = module.aliases.get(name, name).rpartition(".")[2]
    for each in {name, real}:
        if within is None:
            module.uses[each] += 1
        else:
            within.uses[each] += 1


def _import(module: Module, node: ast.Import | ast.ImportFrom, within: Def | None) -> None:
    local = within is not None and not within.is_class
    if isinstance(node, ast.Import):
        for each in node.names:
            module.imports.append((each.name, node.lineno, local))
            module.aliases[each.asname or each.name.partition(".")[0]] = each.name if each.asname else each.name.partition(".")[0]
        return
    base = node.module or ""
    if node.level:
        package = module.package.split(".") if module.package else []
        kept = package[: len(package) - (node.level - 1)] if node.level > 1 else package
        base = ".".join([*kept, *([node.module] if node.module else [])])
    module.imports.append((base, node.lineno, local))
    for each in node.names:
        module.imports.append((f"{base}.{each.name}" if base else each.name, node.lineno, local))
        module.aliases[each.asname or each.name] = f"{base}.{each.name}" if base else each.name
