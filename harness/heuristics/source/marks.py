"""A submission's modules with a mark at the start of each function, for a run apart that tells which ones were entered.

Runs in the reader. The text that comes out is as hostile as what went in; it only ever runs in a subject. A mark writes the
function's number to a file the first time that a process enters it.
"""

import ast

from harness.heuristics.source.project import Project
from harness.heuristics.source.python import Function, is_text

PLACE = "/tmp/.grade-entered"
PRELUDE = f'''
import os as _grade_os, sys as _grade_sys
_grade_seen = _grade_sys.__dict__.setdefault("_grade_seen", set())
def _grade_mark(number):
    _grade_seen.add(number)
    try:
        file = _grade_os.open("{PLACE}", _grade_os.O_WRONLY | _grade_os.O_CREAT | _grade_os.O_APPEND, 0o666)
        try:
            _grade_os.write(file, b"%d\\n" % number)
        finally:
            _grade_os.close(file)
    except OSError:
        pass
'''


def marked(project: Project) -> dict[str, str]:
    """The product's modules by path, with marks. A function's number is its place in `figures.functions`."""
    numbers = {each.node: number for number, each in enumerate(each for each in project.defs if not each.is_class)}
    found: dict[str, str] = {}
    for module in project.modules:
        functions: list[Function] = [*module.of(ast.FunctionDef), *module.of(ast.AsyncFunctionDef)]
        for node in functions:
            call = ast.parse(f"{numbers[node]} in _grade_seen or _grade_mark({numbers[node]})").body
            at = 1 if is_text(node.body[0]) else 0
            node.body[at:at] = call
        tree = module.tree
        at = 0
        while at < len(tree.body) and (is_text(tree.body[at]) or _is_future(tree.body[at])):
            at += 1
        tree.body[at:at] = ast.parse(PRELUDE).body
        found[module.path] = ast.unparse(tree)
    return found


def _is_future(node: ast.stmt) -> bool:
    return isinstance(node, ast.ImportFrom) and node.module == "__future__"
