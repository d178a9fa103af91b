"""What is left out of a submission without a word of blame: what tools make, and what others wrote."""

import re
from collections import defaultdict

from harness.inside.handin import FILES_LEFT_OUT, FOLDERS_LEFT_OUT

_NAMES = frozenset(FOLDERS_LEFT_OUT | FILES_LEFT_OUT)
_PATTERNS = (
    (re.compile(r".*\.py[co]"), "*.pyc"),
    (re.compile(r".*\.egg-info"), "*.egg-info"),
    (re.compile(r"\._.*"), "._*"),  # macOS puts a file's attributes there
    (re.compile(r"\..*\.sw[op]"), "*.swp"),
)


class LeftOut:
    """Which entries are left out, and what was."""

    def __init__(self) -> None:
        self._places: dict[str, set[str]] = defaultdict(set)

    def takes(self, parts: list[str]) -> bool:
        """Whether the entry of this path is left out; remembers it."""
        for number, part in enumerate(parts, start=1):
            if label := _label(part):
                self._places[label].add("/".join(parts[:number]))
                return True
        return False

    def in_words(self) -> str:
        """Such as ".git, __pycache__ (3 times)"; empty where nothing was left out."""
        return ", ".join(
            label if len(places) == 1 else f"{label} ({len(places):,} times)" for label, places in sorted(self._places.items())
        )


def _label(part: str) -> str | None:
    if part in _NAMES:
        return part
    return next((label for pattern, label in _PATTERNS if pattern.fullmatch(part)), None)
