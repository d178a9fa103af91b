"""A folder whose files have lines of 4.5 MB."""

import shutil
from pathlib import Path

TWIN = Path(__file__).parents[2] / "twins" / "probe"


def build(path):
    shutil.copytree(TWIN, path)
    (path / "DECISIONS.md").write_text("x" * 4_500_000)
    (path / "long.py").write_text(f"TEXT = {'y' * 4_500_000!r}")
