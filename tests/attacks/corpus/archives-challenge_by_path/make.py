"""A file .challenge that names a folder of its own as the challenge."""

import zipfile
from pathlib import Path

TWIN = Path(__file__).parents[2] / "twins" / "probe"
SUFFIX = ".zip"


def honest_zip(path):
    archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    for file in sorted(TWIN.glob("*.py")):
        archive.write(file, file.name)
    return archive


def build(path):
    with honest_zip(path) as archive:
        archive.writestr(".challenge", "../../evil")
        archive.writestr("challenge.yaml", "name: evil\ngroups: {x: 1}\n")
        archive.writestr("tests/hidden/test_x.py", "def test_x():\n    pass\n")
