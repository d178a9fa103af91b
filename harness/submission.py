"""What a candidate handed in, once it is unpacked: held in memory, so that no hostile name ever meets the host's file system."""

import io
import tarfile
from dataclasses import dataclass


@dataclass(frozen=True)
class SourceFile:
    """One regular file: `path` is relative, with `/` between parts, valid UTF-8, free of `..` and control characters."""

    path: str
    data: bytes
    executable: bool = False


@dataclass(frozen=True)
class Submission:
    """A submission after `unpack`.

    name: what graders call it, from the archive's or folder's name; safe as a file name.
    sha256: of the canonical content (sorted paths, modes, bytes): the same files give the same hash in any archive.
    files: sorted by path.
    notes: what was dropped or stepped into, in words for the report.
    challenge: the name in the file `.challenge`, if there is one.
    """

    name: str
    sha256: str
    files: tuple[SourceFile, ...]
    notes: tuple[str, ...] = ()
    challenge: str | None = None

    def tar(self) -> bytes:
        """The files as an uncompressed tar, byte for byte the same for the same files."""
        return tar_of(self.files)


def tar_of(files: "tuple[SourceFile, ...] | list[SourceFile]") -> bytes:
    """An uncompressed tar of `files`, owned by nobody in particular, with one fixed time."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for file in files:
            entry = tarfile.TarInfo(file.path)
            entry.size = len(file.data)
            entry.mode = 0o755 if file.executable else 0o644
            entry.mtime = 1_600_000_000
            archive.addfile(entry, io.BytesIO(file.data))
    return buffer.getvalue()
