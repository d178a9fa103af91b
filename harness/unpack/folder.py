"""Reads a submission from a folder: through descriptors, without following any link, and never more than the limits allow."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from harness.unpack.rules import LEAVE_OUT, MOST_ENTRIES, MOST_FILE, Gathered

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
# Between the look and the opening a file may have become a link or a pipe: neither is followed or waited for.
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY


def read(folder: Path, gathered: Gathered) -> None:
    """Hand all files of `folder` to `gathered`; what is left out isn't even opened."""
    with _open(gathered, str(folder), _FOLDER, None, "") as descriptor:
        _read(descriptor, "", gathered)


def _read(descriptor: int, prefix: str, gathered: Gathered) -> None:
    with os.scandir(descriptor) as entries:
        names = sorted(os.fsencode(entry.name) for entry in islice(entries, MOST_ENTRIES + 1))
    for name in names:
        path = os.fsencode(prefix) + name
        with _said(gathered, path):
            status = os.stat(name, dir_fd=descriptor, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            if admitted := gathered.admit(path, "folder"):
                with _open(gathered, name, _FOLDER | os.O_NOFOLLOW, descriptor, path) as inner:
                    _read(inner, admitted + "/", gathered)
        elif stat.S_ISLNK(status.st_mode):
            if admitted := gathered.admit(path, "link"):
                with _said(gathered, path):
                    gathered.link(admitted, os.readlink(name, dir_fd=descriptor))
        elif stat.S_ISREG(status.st_mode):
            if admitted := gathered.admit(path, "file", status.st_size):
                _read_file(descriptor, name, path, admitted, status.st_size, gathered)
        elif gathered.admit(path, "folder"):
            raise gathered.refusal(f"is {_kind(status.st_mode)}, and no file", "take it away", path)


def _read_file(folder: int, name: bytes, path: bytes, admitted: str, size: int, gathered: Gathered) -> None:
    with _open(gathered, name, _FILE, folder, path) as descriptor:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            raise gathered.refusal("changed while it was read", "try again", path)
        with _said(gathered, path), os.fdopen(os.dup(descriptor), "rb") as file:
            data = file.read(min(size, MOST_FILE) + 1)
        if len(data) != size:
            raise gathered.refusal("changed while it was read", "try again", path)
        gathered.put(admitted, data, bool(status.st_mode & stat.S_IXUSR))


@contextmanager
def _open(gathered: Gathered, name: str | bytes, flags: int, folder: int | None, path: str | bytes) -> Iterator[int]:
    with _said(gathered, path):
        descriptor = os.open(name, flags, dir_fd=folder)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def _said(gathered: Gathered, path: str | bytes) -> Iterator[None]:
    """Say what the system refuses, in words."""
    try:
        yield
    except OSError as error:
        entry = path or None
        if error.errno in (errno.ENOENT, errno.ELOOP, errno.ENOTDIR, errno.ENXIO):
            raise gathered.refusal("changed while it was read", "try again", entry) from error
        if error.errno in (errno.EACCES, errno.EPERM):
            raise gathered.refusal("may not be read by you", "allow it, or take it away", entry) from error
        raise gathered.refusal(f"can't be read: {error.strerror}", LEAVE_OUT, entry) from error


def _kind(mode: int) -> str:
    if stat.S_ISFIFO(mode):
        return "a pipe"
    if stat.S_ISSOCK(mode):
        return "a socket"
    return "a device"
