"""Archives that are the same byte for byte for the same files: one time, sorted, stored, on every machine."""

import io
import stat
import zipfile
from collections.abc import Iterable
from pathlib import Path

from harness.files import write_whole
from harness.submission import SourceFile


def zip_of(files: Iterable[SourceFile]) -> bytes:
    """A zip of `files`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for file in sorted(files, key=lambda file: file.path):
            entry = zipfile.ZipInfo(file.path, (2020, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (stat.S_IFREG | (0o755 if file.executable else 0o644)) << 16
            archive.writestr(entry, file.data)
    return buffer.getvalue()


def write_zip(path: Path, files: Iterable[SourceFile]) -> None:
    """Write a zip, whole or not at all. Raises HarnessError."""
    write_whole(path, zip_of(files))
