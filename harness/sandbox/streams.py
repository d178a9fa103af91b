"""What every back-end does with a sandbox's streams: chunks that wait to be read, and the tail of what it complains of."""

import os
import select
import threading
import time
from collections import deque
from collections.abc import Callable

CHUNK = 64 * 1024
KEPT_ERRORS = 64 * 1024
WAITING = 8 * 1024 * 1024  # bytes: a sandbox that prints without end waits, instead of filling the host's memory
FREE_ERRORS = 1024 * 1024  # bytes: past them, complaints are read slowly, so that they don't cost the host a processor


class Chunks:
    """Standard output between the thread that reads it and `receive`."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._ended = self._abandoned = False
        self._changed = threading.Condition()

    def put(self, chunk: bytes) -> None:
        """Add what was read. Waits while too much is unread, unless nobody will read it any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._size < WAITING or self._abandoned)
            if not self._abandoned:
                self._waiting.append(chunk)
                self._size += len(chunk)
                self._changed.notify_all()

    def end(self) -> None:
        """Nothing follows."""
        with self._changed:
            self._ended = True
            self._changed.notify_all()

    def abandon(self) -> None:
        """Nobody reads on."""
        with self._changed:
            self._ended = self._abandoned = True
            self._changed.notify_all()

    def get(self, timeout_s: float | None) -> bytes:
        """The next chunk; b"" at the end, for ever. Raises TimeoutError."""
        with self._changed:
            if not self._changed.wait_for(lambda: self._waiting or self._ended, timeout_s):
                raise TimeoutError
            if not self._waiting:
                return b""
            chunk = self._waiting.popleft()
            self._size -= len(chunk)
            self._changed.notify_all()
            return chunk


class Tail:
    """The last of standard error."""

    def __init__(self) -> None:
        self._kept = b""
        self._seen = 0

    def put(self, chunk: bytes) -> None:
        self._kept = (self._kept + chunk)[-KEPT_ERRORS:]
        self._seen += len(chunk)
        if self._seen > FREE_ERRORS:
            time.sleep(0.01)

    def get(self) -> bytes:
        return self._kept


def read(descriptor: int, put: Callable[[bytes], None]) -> None:
    """All that comes, to its end."""
    while chunk := os.read(descriptor, CHUNK):
        put(chunk)


def read_to_line(descriptor: int, timeout_s: float) -> bytes:
    """What comes up to the first end of a line; b"" where the stream or the time ends before."""
    text, deadline = b"", time.monotonic() + timeout_s
    while b"\n" not in text:
        part = os.read(descriptor, 4096) if readable(descriptor, deadline) else b""
        if not part:
            return b""
        text += part
    return text


def readable(descriptor: int, deadline: float) -> bool:
    """Whether something can be read before `deadline` (on the monotonic clock), be it the end."""
    waiting = select.poll()  # not select(): it can't take a descriptor above 1023
    waiting.register(descriptor, select.POLLIN)
    return bool(waiting.poll(max(0.0, deadline - time.monotonic()) * 1000))
