"""Failures that the brief names and the code does not handle

What it looks for: calls over the network without any `except` around or above them, where the brief speaks of failures; and
products without a single `try` or `raise`, where the brief names an error to raise.

Why it matters: these failures were named because they will happen.

An example: `httpx.post(...)` with no time-out and no `except` in the whole product.

When it is fine: the brief names no failure.
"""

import ast
import re
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "too little"
NETWORK = {"httpx", "requests", "urllib", "aiohttp", "http", "socket"}


def find(project: Project) -> Iterator[Finding]:
    brief = project.asked.brief.lower()
    if not project.modules:
        return
    tries = sum(1 for module in project.modules for _ in module.of(ast.Try))
    raises = sum(1 for module in project.modules for _ in module.of(ast.Raise))
    first = project.modules[0]
    asks = [
        (module, line) for module in project.modules for name, line, _ in module.imports if name.partition(".")[0] in NETWORK
    ]  # fmt: skip
    if asks and not tries and re.search(r"\b(fails?|failures?|time-?out|5xx|refused)\b", brief):
        module, line = asks[0]
        yield Finding(module.path, line, "it asks over the network, and handles no failure of it")
    elif not tries and not raises and re.search(r"\braises?\b|\berror\b|status 2", brief):
        yield Finding(first.path, 1, "it raises no error and handles none, and the brief names some")
