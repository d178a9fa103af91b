"""An archive that ends in the middle."""

import io
import os
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
    made = io.BytesIO()
    with honest_zip(made) as archive:
        archive.writestr("random.bin", os.urandom(100_000))
    path.write_bytes(made.getvalue()[:60_000])
