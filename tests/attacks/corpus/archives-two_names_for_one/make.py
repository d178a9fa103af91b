"""Local headers that name other files than the central directory."""

import io
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
        archive.writestr("innocent.txt", "x" * 100)
    data = made.getvalue()
    place = data.index(b"innocent.txt")
    path.write_bytes(data[:place] + b"evil_two.txt" + data[place + 12 :])
