"""A name that climbs out with ..."""

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
        archive.writestr("src/../../../tmp/left-by-an-archive", "x")
