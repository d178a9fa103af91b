"""A zip with an archive of another kind before it, so that two readers see two submissions."""

import io
import tarfile
import zipfile
from pathlib import Path

TWIN = Path(__file__).parents[2] / "twins" / "probe"
SUFFIX = ".zip"


def honest_zip(path):
    archive = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED)
    for file in sorted(TWIN.glob("*.py")):
        archive.write(file, file.name)
    return archive


def honest_tar(path, mode="w:gz"):
    archive = tarfile.open(path, mode)
    for file in sorted(TWIN.glob("*.py")):
        archive.add(file, file.name)
    return archive


def add(archive, name, data=b"x", **more):
    """A member of a tar, with any header."""
    entry = tarfile.TarInfo(name)
    entry.size = len(data)
    for key, value in more.items():
        setattr(entry, key, value)
    archive.addfile(entry, io.BytesIO(data))


def build(path):
    before = io.BytesIO()
    with tarfile.open(fileobj=before, mode="w") as archive:
        add(archive, "probe.py", b"raise SystemExit")
    after = io.BytesIO()
    with honest_zip(after):
        pass
    path.write_bytes(before.getvalue() + after.getvalue())
