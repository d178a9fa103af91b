"""What there is of signals: their docstrings in four parts, read from the files without running them."""

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast, get_args

from harness.errors import HarnessError
from harness.evaluation import Family
from harness.heuristics import tally

FOLDER = Path(__file__).parent / "signals"
PARTS = ("What it looks for", "Why it matters", "An example", "When it is fine")


@dataclass(frozen=True)
class Signal:
    """One signal. parts: the docstring's four, by their names. figure: of source/figures.py, where it finds no places."""

    name: str
    title: str
    family: Family
    parts: dict[str, str]
    figure: str = ""


@cache
def signals() -> dict[str, Signal]:
    """All of them by name, in the order of families. Raises HarnessError where a docstring lacks a part."""
    found = [_read(path) for path in sorted(FOLDER.glob("*.py")) if path.name != "__init__.py"]
    order = get_args(Family)
    return {each.name: each for each in sorted(found, key=lambda each: (order.index(each.family), each.name))}


def _read(path: Path) -> Signal:
    tree = ast.parse(path.read_text("utf-8"))
    title, _, text = (ast.get_docstring(tree) or "").partition("\n")
    parts: dict[str, str] = {}
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        head, _, said = paragraph.partition(":")
        if head in PARTS:
            parts[head] = " ".join(said.split())
    values = {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    family = values.get("FAMILY")
    if list(parts) != list(PARTS) or family not in get_args(Family):
        raise HarnessError(f"{path}: a signal needs a FAMILY and a docstring with the parts {', '.join(PARTS)}, in this order")
    return Signal(path.stem, title.strip(), cast(Family, family), parts, str(values.get("FIGURE", "")))


def markdown() -> str:
    """The docs' page of signals."""
    lines = [
        "# Signals of over-engineering",
        "Written by `grade heuristics list --markdown` from the signals' own docstrings. How they become a band: "
        "[scope.md](scope.md); how well each tells: [calibration.md](calibration.md).",
    ]
    counted = tally.load().signals
    family = ""
    for each in signals().values():
        if each.family != family:
            family = each.family
            lines.append(f"## {family.capitalize()}")
        lines.append(f"### {each.title}\n\n`{each.name}`")
        if each.name in counted:
            lines.append(counted[each.name].told)
        lines += [f"**{part}.** {text[:1].upper()}{text[1:]}" for part, text in each.parts.items()]
    return "\n\n".join(lines) + "\n"
