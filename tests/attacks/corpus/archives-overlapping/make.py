"""Entries that share one compressed stream."""

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
        archive.writestr("zeros-0.txt", bytes(1_000_000))
        shared = archive.getinfo("zeros-0.txt")
        for number in range(1, 40):
            entry = zipfile.ZipInfo(f"zeros-{number}.txt")
            for name in ("header_offset", "compress_size", "file_size", "CRC", "compress_type"):
                setattr(entry, name, getattr(shared, name))
            archive.filelist.append(entry)
            archive.NameToInfo[entry.filename] = entry
