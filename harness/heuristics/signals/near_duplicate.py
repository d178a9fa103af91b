"""Blocks that are there twice

What it looks for: functions and blocks of at least six statements whose form is the same, whatever the names and values in
them.

Why it matters: who mends one of them forgets the other.

An example: `validate_user` and `validate_order`, line by line the same but for the names.

When it is fine: own tests, and short blocks. Two blocks that are alike today may differ tomorrow, so a single pair weighs
little.
"""

import ast
import hashlib
from collections import defaultdict
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "baggage"
LEAST_NODES = 40
LEAST_STATEMENTS = 4


def find(project: Project) -> Iterator[Finding]:
    places: dict[str, list[tuple[str, int, str]]] = defaultdict(list)
    for each in project.defs:
        if not each.is_class and each.size >= LEAST_NODES and len(each.body) >= LEAST_STATEMENTS:
            places[_form(each.body)].append((each.file, each.line, each.qualname))
    for found in places.values():
        for path, line, name in found[1:]:
            yield Finding(path, line, f"{name} has the same form as {found[0][2]} in {found[0][0]}, line {found[0][1]}")
    blocks: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for tree in project.others:
        for form, at in tree.blocks.items():
            blocks[form] += [(tree.file.path, line) for line, _ in at]
    for same in blocks.values():
        for path, line in same[1:]:
            yield Finding(path, line, f"the block has the same form as the one in {same[0][0]}, line {same[0][1]}", 0.5)


def _form(body: list[ast.stmt]) -> str:
    """A hash of the kinds of nodes in order; names, values, annotations and the docstring are left out."""
    whole = hashlib.sha256()
    stack: list[ast.AST] = list(reversed(body))
    while stack:
        each = stack.pop()
        whole.update(type(each).__name__.encode())
        if isinstance(each, ast.Attribute):
            whole.update(each.attr.encode())
        for name, value in reversed(list(ast.iter_fields(each))):
            if name not in ("annotation", "returns"):
                stack.extend(
                    reversed([child for child in (value if isinstance(value, list) else [value]) if isinstance(child, ast.AST)])
                )
    return whole.hexdigest()
