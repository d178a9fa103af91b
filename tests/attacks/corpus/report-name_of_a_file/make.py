"""A folder with files whose names are HTML."""

import shutil
from pathlib import Path

TWIN = Path(__file__).parents[2] / "twins" / "probe"


def build(path):
    shutil.copytree(TWIN, path)
    for name in ("<img src=x onerror=alert(1)>.py", "a&b'c\"d.md", "<script>alert(1)<script>"):
        (path / name).write_text("x = 1\n")
