"""Where finished environments lie on this host, and how one gets there: under a lock, whole or not at all."""

import contextlib
import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.errors import HarnessError
from harness.sandbox import Progress

KINDS = ("environments", "harness", "pythons", "uv-pythons")


def folder() -> Path:
    """Made if it isn't there. Root's is one that the unprivileged user of a bubblewrap sandbox can read."""
    if os.geteuid() == 0:
        place = Path("/var/cache/grade")
    else:
        place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "grade"
    try:
        _make(place)
    except OSError as error:
        raise HarnessError(
            f"can't make the cache folder {place}: {error.strerror}. Set XDG_CACHE_HOME to a folder that you may write to."
        ) from None
    return place


@contextlib.contextmanager
def lock(name: str, progress: Progress, cache: Path | None = None) -> Iterator[None]:
    """One builder at a time for what `name` names. The kernel frees it when its holder dies."""
    locks = (cache or folder()) / "locks"
    _make(locks)
    with (locks / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress("waiting for another run that builds the same environment")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def provide(place: Path, build: Callable[[Path], None], progress: Progress) -> Path:
    """The folder `place`, made by `build(partial)` unless it is there. Renamed only when whole."""
    if place.is_dir():
        return place
    parent = place.parent
    _make(parent)
    with lock(f"{parent.name}-{place.name}", progress, parent.parent):
        if place.is_dir():
            return place
        for left_by_dead_builder in parent.glob(f".{place.name}.*"):
            shutil.rmtree(left_by_dead_builder, ignore_errors=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{place.name}.", dir=parent))
        try:
            build(partial)
            partial.chmod(0o755)
            partial.rename(place)
        except BaseException:
            shutil.rmtree(partial, ignore_errors=True)
            raise
    return place


def _make(place: Path) -> None:
    if not place.is_dir():
        place.mkdir(parents=True, exist_ok=True)
        place.chmod(0o755)  # whatever the umask


def open_to_all(place: Path) -> None:
    """Readable for a sandbox's user, whatever the umask; writable for the owner alone."""
    for path in place.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
