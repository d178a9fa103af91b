"""A cache that nobody asked for

What it looks for: functions wrapped with `functools.cache` or `lru_cache`; tables in which a function keeps its results and
looks for them first; entries that are thrown out by age or number; clients of caches.

Why it matters: a cache is a promise that the answer is still right. Somebody has to decide for how long, and how much memory
that is worth.

An example: `if key in self._results: return self._results[key]` before a sum of twenty numbers.

When it is fine: something slow that never changes, such as a file that is read once (a cached function without parameters costs
nothing).
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import CACHES
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Def, dotted, function_of, inside, last_name

FAMILY = "scope"


def find(project: Project) -> Iterator[Finding]:
    yield from unasked(project, CACHES, "a cache", ("cach",))
    line = project.asked.excludes("cach")
    more = f"; the brief says that it does not ask for {line}" if line else ""
    for each in project.defs:
        if each.is_class:
            if _throws_out(each):
                yield Finding(
                    each.file, each.line, f"the class {each.name} throws out the entries of a table by age or number{more}", 1.0
                )
        elif _is_wrapped(each) and each.parameters():
            yield Finding(each.file, each.line, f"the results of {each.qualname} are kept{more}")
        elif table := _memo(each):
            yield Finding(each.file, each.line, f"{each.qualname} keeps its results in {table} and looks there first{more}")


def _is_wrapped(each: Def) -> bool:
    return any(name.rpartition(".")[2] in ("lru_cache", "cache") for name in each.decorators)


def _memo(each: Def) -> str:
    """A table outside the function that it both fills with and answers from."""
    kept = {
        _table(node.targets[0]) for node in inside(each, ast.Assign) if isinstance(node.targets[0], ast.Subscript)
    } - {""}  # fmt: skip
    for node in inside(each, ast.Return):
        found = node.value
        if isinstance(found, ast.Subscript) and _table(found) in kept and _is_outside(each, _table(found)):
            return _table(found)
    for assign in inside(each, ast.Assign):
        value = assign.value
        if isinstance(value, ast.Call) and isinstance(value.func, ast.Attribute) and value.func.attr == "get":
            table, target = dotted(value.func.value), last_name(assign.targets[0])
            if (
                target
                and table in kept
                and _is_outside(each, table)
                and any(last_name(r.value) == target for r in inside(each, ast.Return))
            ):
                return table
    return ""


def _table(node: ast.AST) -> str:
    return dotted(node.value) if isinstance(node, ast.Subscript) else ""


def _is_outside(each: Def, table: str) -> bool:
    names = {parameter.arg for parameter, _, _ in each.parameters()}
    if "." in table:
        return table.startswith(("self.", "cls."))
    local = {last_name(target) for node in inside(each, ast.Assign) for target in node.targets}
    return table not in local and table not in names


def _throws_out(each: Def) -> bool:
    """A table of its own, written and looked up by a parameter, whose entries go by number or after a look at the clock."""
    calls = list(inside(each, ast.Call))
    by_number = any(last_name(call.func) in ("popitem", "move_to_end") for call in calls)
    clock = any(last_name(call.func) in ("monotonic", "time", "now") for call in calls)
    removed = any(
        isinstance(target, ast.Subscript) and not isinstance(target.slice, ast.Slice)
        for node in inside(each, ast.Delete)
        for target in node.targets
    ) or any(last_name(call.func) == "pop" and len(call.args) >= 1 for call in calls)
    return (by_number or (clock and removed)) and bool(_keyed(each, ast.Store) & (_keyed(each, ast.Load) | _got(each)))


def _keyed(each: Def, context: type[ast.expr_context]) -> set[str]:
    """Its attributes that are subscripted with a parameter of the method."""
    found = set()
    for node in inside(each, ast.Subscript):
        if isinstance(node.ctx, context) and _is_parameter(node, node.slice) and dotted(node.value).startswith("self."):
            found.add(dotted(node.value))
    return found


def _got(each: Def) -> set[str]:
    """Its attributes of which a method gets what it is asked for: `self.entries.get(key)`."""
    found = set()
    for call in inside(each, ast.Call):
        if (
            last_name(call.func) == "get"
            and isinstance(call.func, ast.Attribute)
            and call.args
            and _is_parameter(call, call.args[0])
        ):
            found.add(dotted(call.func.value))
    return found


def _is_parameter(node: ast.AST, key: ast.expr) -> bool:
    function = function_of(node)
    return function is not None and last_name(key) in {parameter.arg for parameter, _, _ in function.parameters()}
