"""Sizes in the directory that are smaller than what comes out."""

import io
import os
import struct
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
        archive.writestr("zeros.txt", bytes(3_000_000))
    data = made.getvalue()
    path.write_bytes(data.replace(struct.pack("<I", 3_000_000), struct.pack("<I", 3_000)))
