"""A sandbox that is a process of this host, with its streams. What ends it is the back-end's business."""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable
from typing import IO

from harness.sandbox import Exit
from harness.sandbox.streams import Chunks, Tail


class LocalSandbox:
    """`process` has pipes for its three streams.

    `end()` kills all that belongs to it, `ran_out()` says whether memory ran out.
    """

    def __init__(
        self, process: "subprocess.Popen[bytes]", end: Callable[[], None], ran_out: Callable[[], bool] = lambda: False
    ) -> None:
        self._process, self._end, self._ran_out = process, end, ran_out
        self._out, self._err = Chunks(), Tail()
        self._sending = threading.Lock()
        assert process.stdout and process.stderr
        threading.Thread(target=self._read, args=(process.stdout, self._out.put), daemon=True).start()
        threading.Thread(target=self._read, args=(process.stderr, self._err.put), daemon=True).start()

    def _read(self, stream: IO[bytes], put: Callable[[bytes], None]) -> None:
        with stream:
            while chunk := os.read(stream.fileno(), 65536):
                put(chunk)
        put(b"")

    def send(self, data: bytes) -> None:
        assert self._process.stdin
        with self._sending:
            self._process.stdin.write(data)
            self._process.stdin.flush()

    def receive(self, timeout_s: float | None) -> bytes:
        return self._out.get(timeout_s)

    def errors(self) -> bytes:
        return self._err.get()

    def wait(self, timeout_s: float) -> Exit:
        try:
            status = self._process.wait(timeout_s)
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        return Exit(status if status >= 0 else 128 - status, self._ran_out())

    def kill(self) -> None:
        self._out.abandon()
        self._end()
        self._process.wait()
        if self._process.stdin:
            with contextlib.suppress(OSError):  # what was not sent has nobody to go to
                self._process.stdin.close()
