"""Vendors that nobody asked for

What it looks for: software kits of model vendors that the challenge does not allow, and addresses of more than one vendor in
the code.

Why it matters: each vendor has its own errors, limits and bills, and the brief names the one service that there is.

An example: `providers/anthropic.py` beside `providers/openai.py` where the brief gives one base URL.

When it is fine: the vendor that the brief names.
"""

import ast
import re
from collections.abc import Iterator

from harness.heuristics.source.asked import unasked
from harness.heuristics.source.facts import Finding
from harness.heuristics.source.kinds import VENDORS
from harness.heuristics.source.project import Project

FAMILY = "scope"
ADDRESS = re.compile(
    r"https?://[\w.-]*?(openai\.com|anthropic\.com|azure\.com|googleapis\.com|mistral\.ai|cohere\.(?:ai|com)|groq\.com)"
)


def find(project: Project) -> Iterator[Finding]:
    yield from unasked(project, VENDORS, "a vendor's kit", ("vendor", "several models"))
    seen: set[str] = set()
    for module in project.modules:
        for node in module.of(ast.Constant):
            match = ADDRESS.search(node.value[:500]) if isinstance(node.value, str) else None
            if match and match[1] not in seen and not project.asked.mentions(match[1]):
                seen.add(match[1])
                yield Finding(module.path, node.lineno, f"it names the address of a vendor, {match[1]}, which the brief does not")
