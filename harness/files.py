"""Files of the harness: written whole or not at all, read without surprises, and hashed the same everywhere."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from harness.errors import GradeError, HarnessError
from harness.submission import SourceFile
from harness.text import one_line

_NOT_OURS = frozenset({"__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", ".git", ".DS_Store"})
_MOST_FILES = 10_000
_MOST_BYTES = 256 * 1024 * 1024


def write_whole(path: Path, data: bytes | str) -> None:
    """Write `data` to `path`, all of it or nothing; readers see the old content or the new one, also after a crash.

    A symbolic link at `path` is replaced, never followed. Raises HarnessError where that can't be done.
    """
    content = data.encode() if isinstance(data, str) else data
    try:
        folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise _cannot_write(path, error) from error
    try:
        _write_beside(folder, path.name, content)
    except OSError as error:
        raise _cannot_write(path, error) from error
    finally:
        os.close(folder)


def _write_beside(folder: int, name: str, content: bytes) -> None:
    temporary = f".{uuid4().hex}.tmp"
    # O_EXCL and O_NOFOLLOW: a link that somebody laid in the way is never written through.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    with os.fdopen(os.open(temporary, flags, 0o644, dir_fd=folder), "wb") as file:
        try:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            os.rename(temporary, name, src_dir_fd=folder, dst_dir_fd=folder)
        except BaseException:
            with suppress(OSError):
                os.unlink(temporary, dir_fd=folder)
            raise
    os.fsync(folder)


def _cannot_write(path: Path, error: OSError) -> HarnessError:
    folder = one_line(str(path.parent), 300)
    remedies = {
        errno.ENOSPC: "the disk is full; make room and try again",
        errno.EDQUOT: "your disk quota is used up; make room and try again",
        errno.EFBIG: "the file is larger than this file system or your limits allow",
        errno.EACCES: f"you may not write in {folder}; choose another folder with --out",
        errno.EPERM: f"you may not write in {folder}; choose another folder with --out",
        errno.EROFS: f"{folder} is on a read-only file system; choose another folder with --out",
        errno.ENOENT: f"the folder {folder} does not exist; create it first",
        errno.ENOTDIR: f"{folder} is not a folder",
        errno.EISDIR: "there is a folder of that name; move it away",
        errno.ENAMETOOLONG: "the name is too long for this file system",
    }
    reason = remedies.get(error.errno or 0, error.strerror or str(error))
    return HarnessError(f"cannot write {one_line(str(path), 300)}: {reason}")


def files_sha256(files: Iterable[SourceFile]) -> str:
    """SHA-256 of a set of files, in hex: of their paths, contents and executable bits, whatever their order."""
    whole = hashlib.sha256(b"grade/files/1\n")
    for file in sorted(files, key=lambda file: file.path.encode()):
        path = file.path.encode()
        whole.update(b"%d:%s %s %d:" % (len(path), path, b"x" if file.executable else b"-", len(file.data)))
        whole.update(hashlib.sha256(file.data).digest())
    return whole.hexdigest()


def folder_sha256(folder: Path) -> str:
    """`files_sha256` of what `read_folder` reads."""
    return files_sha256(read_folder(folder))


def read_folder(folder: Path) -> tuple[SourceFile, ...]:
    """All files of a folder that people we trust wrote (a challenge's, the harness's own), sorted by path.

    Caches and compiled Python are left out. A symbolic link to a file inside `folder` counts as that file. Raises
    GradeError where a link leaves it, where something is neither file nor folder, and where there is far too much.
    A submission is read by `harness.unpack`, which trusts nothing.
    """
    root = folder.resolve()
    files: list[SourceFile] = []
    size = 0
    for path in _walk(root):
        _check_kind(path, root)
        status = path.stat()
        size += status.st_size
        if len(files) >= _MOST_FILES or size > _MOST_BYTES:
            raise GradeError(f"{one_line(str(folder), 300)} holds more than a challenge can need; is it the right folder?")
        name = path.relative_to(root).as_posix()
        files.append(SourceFile(name, path.read_bytes(), bool(status.st_mode & stat.S_IXUSR)))
    return tuple(sorted(files, key=lambda file: file.path))


def _walk(folder: Path) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if path.name in _NOT_OURS or path.suffix == ".pyc":
            continue
        if path.is_dir() and not path.is_symlink():
            yield from _walk(path)
        else:
            yield path


def _check_kind(path: Path, root: Path) -> None:
    shown = one_line(str(path), 300)
    if path.is_symlink() and not path.resolve().is_relative_to(root):
        raise GradeError(f"{shown} is a link that leaves {one_line(str(root), 300)}; put the file itself there")
    if not path.is_file():
        raise GradeError(f"{shown} is no regular file; take it away, or put the file itself there")
