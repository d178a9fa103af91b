"""What both back-ends do with a sandbox's streams: chunks that wait to be read, and the tail of what it complains of."""

import queue

KEPT_ERRORS = 64 * 1024
WAITING = 256  # chunks of at most 64 KiB: a sandbox that prints without end waits, instead of filling the host's memory


class Chunks:
    """Standard output between the thread that reads it and `receive`."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[bytes] = queue.Queue(WAITING)
        self._ended = False

    def put(self, chunk: bytes) -> None:
        """Add what was read; b"" at the end. Waits while too much is unread, unless nobody will read it any more."""
        while not self._ended:
            try:
                self._waiting.put(chunk, timeout=0.5)
                return
            except queue.Full:
                continue

    def get(self, timeout_s: float | None) -> bytes:
        """The next chunk; b"" at the end, for ever. Raises TimeoutError."""
        if self._ended and self._waiting.empty():
            return b""
        try:
            chunk = self._waiting.get(timeout=timeout_s)
        except queue.Empty:
            raise TimeoutError from None
        if not chunk:
            self._ended = True
        return chunk

    def abandon(self) -> None:
        """Nobody reads on."""
        self._ended = True


class Tail:
    """The last of standard error."""

    def __init__(self) -> None:
        self._kept = b""

    def put(self, chunk: bytes) -> None:
        self._kept = (self._kept + chunk)[-KEPT_ERRORS:]

    def get(self) -> bytes:
        return self._kept
