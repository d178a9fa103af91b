"""A command line that nobody asked for

What it looks for: modules that parse arguments, and `__main__.py`, in a challenge whose entry points name no command.

Why it matters: it is a second interface, with its own help, its own errors and its own users.

An example: `python -m packer --format yaml` for a function that the brief asks for as `pack(request)`.

When it is fine: two lines under `if __name__ == "__main__"` to try something out.
"""

from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import COMMAND_LINES
from harness.heuristics.source.project import Project

FAMILY = "scope"


def find(project: Project) -> Iterator[Finding]:
    if project.asked.commands:
        return
    found = list(unasked(project, COMMAND_LINES, "a command line", ("command line", "cli")))
    yield from found
    if not found:
        for module in project.modules:
            if module.file.name == "__main__.py" and module.size > 4:
                yield Finding(module.path, 1, f"{module.path} makes it a program, which was not asked for")
