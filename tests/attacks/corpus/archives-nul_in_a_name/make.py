"""A NUL in a name, at which two readers end at two places."""

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
        archive.writestr("note.txt-evil", "x")
    path.write_bytes(made.getvalue().replace(b"note.txt-evil", b"note.txt\0evil"))
