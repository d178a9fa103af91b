"""An archive within an archive within an archive, for an unpacker that goes on."""

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
    data = bytes(1_000_000)
    for _ in range(4):
        inner = io.BytesIO()
        with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as nested:
            for number in range(4):
                nested.writestr(f"{number}.zip", data)
        data = inner.getvalue()
    with honest_zip(path) as archive:
        archive.writestr("nested.zip", data)
