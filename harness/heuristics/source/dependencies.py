"""What a submission declares that it needs, and what it imports that is neither its own nor the standard library's. Runs in
the reader.
"""

import json
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass

from harness.heuristics.source import kinds
from harness.heuristics.source.facts import File
from harness.heuristics.source.project import Project

_LINE = re.compile(r"^\s*([A-Za-z0-9][A-Za-z0-9._-]*)\s*(\[[^\]]*\])?\s*([=<>!~;#@,]|$)")


@dataclass(frozen=True)
class Declared:
    """One dependency. development: of the tests' or the tools', which cost nothing."""

    name: str
    file: str
    line: int
    development: bool = False

    @property
    def module(self) -> str:
        return kinds.imported_as(self.name)


def declared(project: Project) -> list[Declared]:
    """In requirements*.txt, pyproject.toml, package.json and go.mod; what can't be read declares nothing."""
    found: list[Declared] = []
    for file in project.files:
        name = file.name.lower()
        development = bool(re.search(r"dev|test|lint|docs", file.path.lower()))
        if name.startswith("requirements") and name.endswith((".txt", ".in")):
            found += [Declared(each, file.path, line, development) for each, line in _requirements(file)]
        elif name == "pyproject.toml":
            found += _pyproject(file)
        elif name == "package.json":
            found += _package_json(file)
        elif name == "go.mod":
            for line, text in enumerate(file.text.splitlines()[:2000], 1):
                if match := re.match(r"\s*(?:require\s+)?([\w.-]+\.\w+/[\w./-]+)\s+v\d", text):
                    found.append(Declared(match[1], file.path, line, "// indirect" in text))
    return found


def _requirements(file: File) -> Iterator[tuple[str, int]]:
    for line, text in enumerate(file.text.splitlines()[:2000], 1):
        if match := _LINE.match(text):
            yield match[1], line


def _pyproject(file: File) -> list[Declared]:
    try:
        data = tomllib.loads(file.text)
    except (tomllib.TOMLDecodeError, RecursionError):
        return []
    found: list[Declared] = []
    project = data.get("project")
    if isinstance(project, dict):
        found += [_at(file, each, False) for each in _texts(project.get("dependencies"))]
        optional = project.get("optional-dependencies")
        for group, values in optional.items() if isinstance(optional, dict) else ():
            found += [_at(file, each, bool(re.search(r"dev|test|lint|doc", group))) for each in _texts(values)]
    poetry = data.get("tool", {}).get("poetry", {}) if isinstance(data.get("tool"), dict) else {}
    plain = poetry.get("dependencies") if isinstance(poetry, dict) else None
    found += [_at(file, name, False) for name in (plain if isinstance(plain, dict) else ()) if name != "python"]
    return found


def _texts(values: object) -> list[str]:
    return [each for each in values if isinstance(each, str)] if isinstance(values, list) else []


def _at(file: File, requirement: str, development: bool) -> Declared:
    name = kinds.plain(requirement)
    lines = file.text.splitlines()
    line = next((n for n, text in enumerate(lines, 1) if re.search(rf"\b{re.escape(requirement.split()[0])}", text)), 1)
    return Declared(name, file.path, line, development)


def _package_json(file: File) -> list[Declared]:
    try:
        data = json.loads(file.text)
    except (ValueError, RecursionError):
        return []
    found = []
    for key in ("dependencies", "devDependencies"):
        values = data.get(key) if isinstance(data, dict) else None
        for name in values if isinstance(values, dict) else ():
            line = next((n for n, text in enumerate(file.text.splitlines(), 1) if f'"{name}"' in text), 1)
            found.append(Declared(name, file.path, line, key == "devDependencies"))
    return found


def imported(project: Project) -> dict[str, tuple[str, int]]:
    """Foreign modules that the product imports, by dotted name, with the first place of each."""
    own = {module.name.partition(".")[0] for module in [*project.modules, *project.tests]}
    found: dict[str, tuple[str, int]] = {}
    for module in project.modules:
        for name, line, _ in module.imports:
            if name and name.partition(".")[0] not in own:
                found.setdefault(name, (module.path, line))
    for tree in project.others:
        for name, line in tree.imports:
            if not name.startswith((".", "node:")):
                found.setdefault(name, (tree.file.path, line))
    return found


def test_imported(project: Project) -> set[str]:
    """Top-level modules that the candidate's own tests import."""
    return {name.partition(".")[0] for module in project.tests for name, _, _ in module.imports}


def is_allowed(project: Project, module: str) -> bool:
    """Whether the challenge allows the package that this module belongs to, or has it in its environment, or it is standard."""
    first = module.partition(".")[0]
    if first in kinds.PURE or first == "__future__":
        return True
    return first in {kinds.imported_as(each) for each in (*project.asked.allowed, *project.asked.provided)}
