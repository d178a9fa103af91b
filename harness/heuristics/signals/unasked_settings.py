"""Settings that the brief never mentions

What it looks for: environment variables, command-line flags and configuration files that the product reads, and that stand
nowhere in the brief. A helper that reads a variable by a name that it is given counts once for each name.

Why it matters: each setting is a promise to somebody, and multiplies the ways in which the program can run. None of them is
tested.

An example: `int(os.environ.get("PACKER_MAX_PER_SOURCE", "2"))` where the brief says that two are the most.

When it is fine: the variables and flags that the brief names. A constant at the top of a module is no setting.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source import dependencies, kinds
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, Module, function_of, last_name, parent

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    seen: set[str] = set()
    for module in project.modules:
        names = _environments(module)
        for node in [*module.of(ast.Call), *module.of(ast.Subscript)]:
            key = _key(node, names)
            if key is not None:
                yield from _variable(project, module, node, key, seen)
        yield from _flags(project, module)
        yield from _settings_classes(project, module)
    for name, (path, line) in dependencies.imported(project).items():
        if kinds.of(name, kinds.SETTINGS) and not project.asked.mentions("configuration file"):
            yield Finding(path, line, f"it reads settings with {name}")


def _key(node: ast.AST, names: set[str]) -> ast.expr | None:
    """What a read of the environment asks for; None where it is none. names: what the environment is called in the module."""
    if isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load):
        return node.slice if last_name(node.value) in names else None
    if isinstance(node, ast.Call) and node.args:
        if last_name(node.func) == "getenv":
            return node.args[0]
        if isinstance(node.func, ast.Attribute) and node.func.attr in ("get", "pop") and last_name(node.func.value) in names:
            return node.args[0]
    return None


def _environments(module: Module) -> set[str]:
    """`environ`, and names that it is given: `env = os.environ`, `env = env or os.environ`."""
    found = {"environ"}
    for each in module.of(ast.Assign):
        value = each.value.values[-1] if isinstance(each.value, ast.BoolOp) else each.value
        if isinstance(value, ast.Attribute) and value.attr == "environ":
            found |= {last_name(target) for target in each.targets}
    return found - {""}


def _variable(project: Project, module: Module, node: ast.AST, key: ast.expr, seen: set[str]) -> Iterator[Finding]:
    name = _constant(module, key)
    line = getattr(node, "lineno", 1)
    if name is not None:
        if name not in seen and not project.asked.mentions(name):
            seen.add(name)
            yield Finding(module.path, line, f"it reads the environment variable {name}, which the brief does not name")
        return
    helper = function_of(node)
    if helper is None or helper.qualname in seen:
        return
    seen.add(helper.qualname)
    calls = [(place, call) for place, call in project.calls.get(helper.name, ()) if call.args]
    for place, call in calls[:40]:
        given = _constant(place, call.args[0]) or "a variable"
        if not project.asked.mentions(given):
            yield Finding(place.path, call.lineno, f"it reads the setting {given} by {helper.name}; the brief does not name it")
    if not calls:
        yield Finding(module.path, line, "it reads an environment variable whose name it puts together")


def _constant(module: Module, node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Add):
        left, right = _constant(module, node.left), _constant(module, node.right)
        return left + right if left is not None and right is not None else None
    if isinstance(node, ast.JoinedStr):
        parts = [_constant(module, each.value if isinstance(each, ast.FormattedValue) else each) for each in node.values]
        return "".join(part for part in parts if part) if all(part is not None for part in parts) else None
    if isinstance(node, ast.Name):
        for each in module.of(ast.Assign):
            if any(isinstance(target, ast.Name) and target.id == node.id for target in each.targets):
                return each.value.value if isinstance(each.value, ast.Constant) and isinstance(each.value.value, str) else None
    return None


def _flags(project: Project, module: Module) -> Iterator[Finding]:
    for call in module.of(ast.Call):
        if last_name(call.func) not in ("add_argument", "option"):
            continue
        names = [each.value for each in call.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
        flags = [name for name in names if name.startswith("--")]
        if flags and not any(project.asked.mentions(name) for name in flags):
            yield Finding(module.path, call.lineno, f"it takes the flag {flags[0]}, which the brief does not name", 0.7)


def _settings_classes(project: Project, module: Module) -> Iterator[Finding]:
    for each in module.defs:
        if each.is_class and any(base.rpartition(".")[2] == "BaseSettings" for base in each.bases):
            for name, _, line in each.fields():
                if not project.asked.mentions(name.upper()):
                    yield Finding(module.path, line, f"{_owner(each)} reads the setting {name} from the environment")


def _owner(each: Def) -> str:
    return f"the class {each.name}" if parent(each.node) is not None else each.name
