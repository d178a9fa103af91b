"""Imports of a kind of package against what the challenge asks for. Runs in the reader."""

from collections.abc import Iterator

from harness.heuristics.source import dependencies, kinds
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.project import Project


def unasked(project: Project, group: set[str], what: str, words: tuple[str, ...]) -> Iterator[Finding]:
    """One finding for each package of a kind, where it is not allowed; the brief's own words weigh more."""
    line = project.asked.excludes(*words)
    seen: set[str] = set()
    for name, (path, at) in dependencies.imported(project).items():
        package = kinds.of(name, group)
        if not package or package in seen:
            continue
        first = package.partition(".")[0]
        if first not in kinds.PURE and dependencies.is_allowed(project, name):
            continue
        seen.add(package)
        because = f"; the brief says that it does not ask for {line}" if line else ", which was not asked for"
        yield Finding(path, at, f"it imports {package}: {what}{because}", 1.5 if line else 1.0)
