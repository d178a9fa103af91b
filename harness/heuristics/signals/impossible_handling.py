"""Handling of what can't happen

What it looks for: `try` around statements that call nothing and look nothing up; `except` that only raises again what it
caught; checks for None of what was created on the line before.

Why it matters: a reader asks what can go wrong there, and the answer is nothing.

An example: `try: total = 0` with `except Exception: logger.exception(...)`.

When it is fine: re-raising as another error, with a cause, and handling around a call of somebody else's code.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "baggage"
MAY_FAIL = (
    ast.Call, ast.Subscript, ast.Attribute, ast.BinOp, ast.Await, ast.Import, ast.ImportFrom, ast.Raise, ast.For, ast.AsyncFor,
    ast.With, ast.AsyncWith, ast.Yield, ast.YieldFrom, ast.Starred, ast.Assert, ast.Delete, ast.Compare, ast.AugAssign, ast.Name,
)  # fmt: skip


def find(project: Project) -> Iterator[Finding]:
    for module in project.modules:
        for node in module.of(ast.Try):
            if not any(
                isinstance(each, MAY_FAIL) for statement in node.body for each in ast.walk(statement) if not _is_target(each)
            ):
                yield Finding(module.path, node.lineno, "nothing in this try can raise")
            elif node.handlers and all(_raises_again(handler) for handler in node.handlers) and not node.finalbody:
                yield Finding(module.path, node.lineno, "each except here only raises again what it caught", 0.7)


def _is_target(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


def _raises_again(handler: ast.ExceptHandler) -> bool:
    body = handler.body
    return len(body) == 1 and isinstance(body[0], ast.Raise) and body[0].exc is None
