"""Modules that are looked for at run time

What it looks for: code that imports modules by a name that is only known when it runs, that lists a package's folder to find
them, or that asks for entry points of installed packages.

Why it matters: it is a plug-in loader. What runs depends on which files lie about, and no tool and no reader can follow it.

An example: `importlib.import_module(f"packer.rankings.{name}")` with the name from a setting.

When it is fine: the brief asks for plug-ins. A late import of a module that is named in the code costs nothing.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project
from harness.heuristics.source.reach import imports_by_name

FAMILY = "speculation"


def find(project: Project) -> Iterator[Finding]:
    for module in project.modules:
        for call in module.of(ast.Call):
            how = imports_by_name(call)
            if how:
                yield Finding(module.path, call.lineno, f"it looks for modules at run time, by {how}")
