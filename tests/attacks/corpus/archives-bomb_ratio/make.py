"""A file of 9 MB that is packed into 9 KB, a dozen times."""

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
        for number in range(12):
            archive.writestr(f"zeros-{number}.txt", bytes(9_000_000))
