"""Errors that are swallowed

What it looks for: `except:` and `except Exception:` whose body is only `pass`, `continue` or `...`.

Why it matters: whatever goes wrong there, nobody will hear of it.

An example: `except Exception: pass` around the call of a model.

When it is fine: one narrow kind of error that is expected, such as `except FileNotFoundError: pass`.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import is_text, last_name

FAMILY = "too little"


def find(project: Project) -> Iterator[Finding]:
    for module in project.modules:
        for handler in module.of(ast.ExceptHandler):
            broad = handler.type is None or last_name(handler.type) in ("Exception", "BaseException")
            if broad and all(isinstance(node, ast.Pass | ast.Continue) or is_text(node) or _dots(node) for node in handler.body):
                yield Finding(module.path, handler.lineno, "every error is caught here, and nothing is done about it")


def _dots(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and node.value.value is ...
