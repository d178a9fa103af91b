"""A symbolic link first, and then a file through it."""

import io
import tarfile
from pathlib import Path

TWIN = Path(__file__).parents[2] / "twins" / "probe"
SUFFIX = ".tar.gz"


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
    with honest_tar(path) as archive:
        add(archive, "down", b"", type=tarfile.SYMTYPE, linkname="/tmp")
        add(archive, "down/left-by-an-archive")
