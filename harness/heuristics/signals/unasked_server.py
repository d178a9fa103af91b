"""A server that nobody asked for

What it looks for: packages and modules that serve requests, in a challenge whose entry points name no address; and, where it
asks for a server, paths that the brief does not name.

Why it matters: a server brings threads, time-outs, authentication and somebody who is called at night.

An example: `from http.server import BaseHTTPRequestHandler` in a library that packs prompts.

When it is fine: a client. Own tests may serve what they like.
"""

import ast
from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import SERVERS
from harness.heuristics.source.project import Project
from harness.heuristics.source.python import last_name

FAMILY = "scope"
ROUTES = {
    "route",
    "get",
    "post",
    "put",
    "delete",
    "patch",
    "add_route",
    "add_get",
    "add_post",
    "Route",
    "Mount",
    "add_api_route",
}


def find(project: Project) -> Iterator[Finding]:
    if not project.asked.serves:
        yield from unasked(project, SERVERS, "a server", ("server", "service"))
        return
    for module in project.modules:
        for call in module.of(ast.Call):
            if last_name(call.func) not in ROUTES or not call.args:
                continue
            path = call.args[0]
            served = path.value if isinstance(path, ast.Constant) and isinstance(path.value, str) else ""
            if served.startswith("/") and not any(served.rstrip("/") in point for point in project.asked.entry_points):
                yield Finding(module.path, call.lineno, f"it serves {served[:60]}, which the brief does not name")
