"""A declared dependency that nothing uses

What it looks for: packages in requirements, `pyproject.toml`, `package.json` or `go.mod` that neither the product nor its tests
import.

Why it matters: it is installed, scanned and updated for nothing.

An example: `structlog` in requirements.txt, and no import of it.

When it is fine: tools in a group for development, servers that start the program, and packages that the challenge brings.
"""

from collections.abc import Iterator

from harness.heuristics.source import dependencies, kinds
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project

FAMILY = "baggage"
TOOLS = {
    "pytest",
    "ruff",
    "black",
    "mypy",
    "flake8",
    "isort",
    "coverage",
    "hypothesis",
    "pylint",
    "tox",
    "nox",
    "pre-commit",
    "setuptools",
    "wheel",
    "hatchling",
    "uvicorn",
    "gunicorn",
    "typescript",
    "vitest",
    "jest",
    "tsx",
}


def find(project: Project) -> Iterator[Finding]:
    used = {name.partition(".")[0] for name in dependencies.imported(project)} | dependencies.test_imported(project)
    whole = set(dependencies.imported(project))
    allowed = {kinds.plain(each) for each in (*project.asked.allowed, *project.asked.provided)}
    for each in dependencies.declared(project):
        name = kinds.plain(each.name) or each.name
        if each.development or name in TOOLS or name in allowed or name.startswith(("types-", "pytest-", "@types/")):
            continue
        if each.module not in used and each.name not in whole and not any(other.startswith(each.name + "/") for other in whole):
            yield Finding(each.file, each.line, f"{each.name} is declared, and nothing imports it", 0.5)
