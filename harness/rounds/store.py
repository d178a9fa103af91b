"""Writing into a round: one event at a time, all of it or nothing, whoever else writes and whenever the process dies.

The order, under an exclusive lock:

1. new contents go to `.pending/<n>`; a crash here leaves rubbish that the next writer sweeps away;
2. `.pending/entry.json` (the log's line and length, what goes where) is written whole: from here on the event *has* happened;
3. the line is appended to the log, the files are moved into place, what is removed is removed, `log.head` is written;
4. `.pending` is removed.

A crash after step 2 is finished by whoever opens the round next. So a log whose last line is torn, with no `.pending/entry.json`
that explains it, was damaged by somebody.
"""

import errno
import fcntl
import hashlib
import json
import os
import shutil
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.errors import GradeError, HarnessError
from harness.evaluation import Model
from harness.files import write_whole
from harness.rounds.log import HEAD, LOG, START, Entry, Event, Fault, parse
from harness.text import one_line

LOCK, PENDING, INTENT = ".lock", ".pending", "entry.json"


class Intent(Model):
    """What step 3 has to do. log_bytes: length of the log before. moves: staged name -> path in the round."""

    line: str
    log_bytes: int
    moves: dict[str, str]
    removes: tuple[str, ...]


class Store:
    """A round's folder, locked by this process. Get one from `locked`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.entries = _entries(folder)

    def commit(
        self,
        event: Event,
        by: str,
        data: Mapping[str, Any] | None = None,
        writes: Mapping[str, bytes] | None = None,
        removes: Iterable[str] = (),
        at: str | None = None,
        executable: Collection[str] = (),
    ) -> Entry:
        """Log an event and write its files. Raises HarnessError where the disk refuses.

        writes: contents by path in the round. executable: those of them that get the executable bit.
        """
        writes = dict(writes or {})
        gone = tuple(dict.fromkeys(path for path in removes if path not in writes))
        files: dict[str, str | None] = {path: hashlib.sha256(content).hexdigest() for path, content in writes.items()}
        entry = Entry(
            seq=len(self.entries) + 1,
            at=at or now(),
            by=by,
            event=event,
            data=dict(data or {}),
            files={**files, **dict.fromkeys(gone)},
            prev=self.entries[-1].sha256 if self.entries else START,
        ).sealed()
        try:
            self._stage(entry, writes, gone, executable)
            _finish(self.folder)
        except OSError as error:
            raise HarnessError(f"cannot write into {one_line(str(self.folder), 300)}: {error.strerror}") from error
        self.entries = (*self.entries, entry)
        return entry

    @property
    def next_seq(self) -> int:
        """The number that the next entry will have."""
        return len(self.entries) + 1

    def _stage(self, entry: Entry, writes: Mapping[str, bytes], removes: tuple[str, ...], executable: Collection[str]) -> None:
        pending = self.folder / PENDING
        pending.mkdir(exist_ok=True)
        moves = {}
        for number, (path, content) in enumerate(writes.items()):
            _write(pending / str(number), content, 0o755 if path in executable else 0o644)
            moves[str(number)] = path
        log = self.folder / LOG
        intent = Intent(
            line=entry.line().decode(), log_bytes=log.stat().st_size if log.exists() else 0, moves=moves, removes=removes
        )
        write_whole(pending / INTENT, intent.model_dump_json())


def now() -> str:
    """The time as it stands in a round's files."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@contextmanager
def locked(folder: Path) -> Iterator[Store]:
    """The round for writing, alone; waits for others. What a process that died had begun is finished or swept away first."""
    with ExitStack() as stack:
        try:
            stack.enter_context(_lock(folder))
        except PermissionError:
            shown = one_line(str(folder), 300)
            raise GradeError(f"{shown} can't be written by you — ask its owner for the right to, or copy the round") from None
        recover(folder)
        yield Store(folder)


@contextmanager
def settled(folder: Path) -> Iterator[None]:
    """The round for reading, while nobody writes. On a read-only medium it is read as it is."""
    with ExitStack() as stack:
        with suppress(PermissionError):
            stack.enter_context(_lock(folder))
            recover(folder)
        yield


def recover(folder: Path) -> bool:
    """Finish what a process that died had committed, and sweep away what it hadn't; True where there was something to finish.

    The lock must be held. Raises GradeError where what it left does not fit the log.
    """
    if not (folder / PENDING).is_dir():
        return False
    unfinished = (folder / PENDING / INTENT).exists()
    if unfinished:
        _finish(folder)
    else:
        shutil.rmtree(folder / PENDING)
    return unfinished


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    try:
        descriptor = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o666)
    except FileNotFoundError:
        raise GradeError(f"there is no round in {one_line(str(folder), 300)}: open one with `grade round open`") from None
    except OSError as error:
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise PermissionError(error.errno, f"{folder} can't be written") from error
        raise HarnessError(f"cannot lock {one_line(str(folder), 300)}: {error.strerror}") from error
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)  # which lets the lock go


def _finish(folder: Path) -> None:
    """Steps 3 and 4, from wherever they were left; doing it twice is doing it once."""
    pending = folder / PENDING
    try:
        intent = Intent.model_validate_json((pending / INTENT).read_bytes())
        entry = Entry.model_validate_json(intent.line)
    except ValidationError:
        raise _does_not_fit(folder, "it can't be read") from None
    _append(folder, intent, entry)
    for number, path in intent.moves.items():
        _move(folder, pending / number, path, entry.files.get(path))
    for path in intent.removes:
        _remove(folder, path)
    write_whole(folder / HEAD, json.dumps({"seq": entry.seq, "sha256": entry.sha256}) + "\n")
    (pending / INTENT).unlink()
    _sync(pending)
    shutil.rmtree(pending)


def _append(folder: Path, intent: Intent, entry: Entry) -> None:
    line = intent.line.encode()
    descriptor = os.open(folder / LOG, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o644)
    with os.fdopen(descriptor, "r+b") as log:
        before = log.read(intent.log_bytes)
        written = log.read()
        last = before[before.rfind(b"\n", 0, -1) + 1 :]
        prev = _sealed(last) if last else START
        if len(before) != intent.log_bytes or not line.startswith(written) or entry.prev != prev:
            raise _does_not_fit(folder, "the log was changed since")
        log.seek(intent.log_bytes)
        log.write(line)
        log.flush()
        os.fsync(log.fileno())


def _sealed(line: bytes) -> str:
    """The hash that a line of the log states; empty where it is none."""
    try:
        return str(json.loads(line)["sha256"])
    except (ValueError, KeyError, TypeError, RecursionError):
        return ""


def _move(folder: Path, staged: Path, path: str, sha256: str | None) -> None:
    target = _inside(folder, path)
    if not staged.exists():  # moved before the crash
        return
    if hashlib.sha256(staged.read_bytes()).hexdigest() != sha256:
        raise _does_not_fit(folder, f"what was to become {one_line(path)} has another hash")
    target.parent.mkdir(parents=True, exist_ok=True)
    staged.replace(target)
    _sync(target.parent)


def _remove(folder: Path, path: str) -> None:
    target = _inside(folder, path)
    target.unlink(missing_ok=True)
    parent = target.parent
    while parent != folder:
        try:
            parent.rmdir()
        except OSError:
            break
        parent = parent.parent


def _inside(folder: Path, path: str) -> Path:
    target = folder / path
    if not target.resolve().is_relative_to(folder.resolve()):
        raise _does_not_fit(folder, f"{one_line(path)} is not in the round")
    return target


def _does_not_fit(folder: Path, why: str) -> GradeError:
    place = one_line(str(folder / PENDING / INTENT), 300)
    return GradeError(f"{place}: an unfinished step that doesn't fit the round: {why} — see `grade round verify`")


def _entries(folder: Path) -> tuple[Entry, ...]:
    try:
        data = (folder / LOG).read_bytes()
    except FileNotFoundError:
        data = b""
    entries, faults = parse(data)
    if not faults and (entries or (folder / HEAD).exists()) and (fault := head_fault(folder, entries)):
        faults = (fault,)
    if faults:
        raise GradeError(
            f"the round's log was changed: {faults[0]}\nNothing more is written into it; `grade round verify` names all that is "
            "wrong. Put back what was there (a backup, version control)."
        )
    return entries


def head_fault(folder: Path, entries: tuple[Entry, ...]) -> Fault | None:
    """What is wrong between `log.head` and the log, or None."""
    try:
        head = json.loads((folder / HEAD).read_bytes())
        seq, sha256 = head["seq"], head["sha256"]
    except FileNotFoundError:
        return Fault(HEAD, "it is missing; it holds the number and hash of the log's last line")
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return Fault(HEAD, "it was changed: it can't be read")
    last = entries[-1] if entries else None
    if last is not None and (last.seq, last.sha256) == (seq, sha256):
        return None
    if last is None or (isinstance(seq, int) and seq > last.seq):
        there = last.seq if last else 0
        return Fault(f"{LOG}:{there + 1}", f"the log ends with entry {there}, and entry {seq} was written: its end was cut off")
    return Fault(HEAD, f"it names entry {seq}, and the log ends with entry {last.seq}: one of the two was changed")


def _write(path: Path, content: bytes, mode: int) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, mode), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
