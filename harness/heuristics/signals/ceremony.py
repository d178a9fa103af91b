"""Logging and retries around pure code

What it looks for: calls of a logger, and decorators that try again, in modules that do no input or output and call none; more
than one log call for two functions anywhere.

Why it matters: code that only computes gives the same answer every time. To log its every step or to try it again adds nothing
but lines.

An example: `logger.debug("entering choose_passages")` at the top of each of nine functions.

When it is fine: a few lines of logging where something is asked of another machine, or given up.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source import dependencies
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import last_name

FAMILY = "baggage"
LEVELS = {"debug", "info", "warning", "error", "exception", "critical", "log"}
EFFECTS = {
    "httpx", "requests", "urllib", "http", "aiohttp", "socket", "subprocess", "asyncio", "threading", "sqlite3", "ssl", "smtplib",
    "starlette", "uvicorn", "concurrent", "multiprocessing", "pandas", "joblib", "pickle", "csv", "sys", "os", "pathlib", "io",
}  # fmt: skip


def find(project: Project) -> Iterator[Finding]:
    for module in project.modules:
        calls = [call for call in module.of(ast.Call) if _logs(call)]
        functions = sum(not each.is_class for each in module.defs)
        pure = not any(name.partition(".")[0] in EFFECTS for name, _, _ in module.imports)
        if calls and pure:
            yield Finding(
                module.path,
                calls[0].lineno,
                f"{module.path} computes and does nothing else, and logs in {len(calls)} places",
                0.7,
            )
        elif len(calls) > 3 and len(calls) > functions / 2 + 2:
            yield Finding(
                module.path, calls[0].lineno, f"{module.path} logs in {len(calls)} places of {functions} functions", 0.5
            )
    for name, (path, line) in dependencies.imported(project).items():
        if name.partition(".")[0] in ("tenacity", "backoff", "retry", "stamina"):
            yield Finding(path, line, f"it imports {name.partition('.')[0]} for trying again")


def _logs(call: ast.Call) -> bool:
    """`logger.info(...)`, by what the receiver was made from or is called, as all loggers are."""
    return isinstance(call.func, ast.Attribute) and call.func.attr in LEVELS and _is_logger(call.func.value)


def _is_logger(node: ast.expr) -> bool:
    name = last_name(node).lower()
    if isinstance(node, ast.Call):
        return last_name(node.func) in ("getLogger", "get_logger")
    return name in ("logging",) or name.strip("_").endswith(("log", "logger"))
