"""A sandbox that is a process of this host, with its streams. What ends it is the back-end's business."""

import contextlib
import os
import threading
from collections.abc import Callable
from typing import Protocol

from harness.sandbox import Exit
from harness.sandbox.streams import Chunks, Tail, read


class Process(Protocol):
    """Our ends of a program's streams, which the sandbox closes, and what is done with the program."""

    stdin: int
    stdout: int
    stderr: int

    def wait(self, timeout_s: float) -> Exit:
        """Raises TimeoutError."""

    def kill(self) -> None:
        """End all that belongs to it."""

    def close(self) -> None:
        """Called once, after `kill`."""


class LocalSandbox:
    """`ran_out()` says whether memory ran out."""

    def __init__(self, process: Process, ran_out: Callable[[], bool] = lambda: False) -> None:
        self._process, self._ran_out = process, ran_out
        self._out, self._err = Chunks(), Tail()
        self._sending, self._ending = threading.Lock(), threading.Lock()
        self._exit: Exit | None = None
        self._killed = False
        threading.Thread(target=self._read_out, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def _read_out(self) -> None:
        read(self._process.stdout, self._out.put)
        self._out.end()
        os.close(self._process.stdout)

    def _read_errors(self) -> None:
        read(self._process.stderr, self._err.put)
        os.close(self._process.stderr)

    def send(self, data: bytes) -> None:
        rest = memoryview(data)
        with self._sending:
            if self._killed:
                raise BrokenPipeError
            while rest:
                rest = rest[os.write(self._process.stdin, rest) :]

    def receive(self, timeout_s: float | None) -> bytes:
        return self._out.get(timeout_s)

    def errors(self) -> bytes:
        return self._err.get()

    def wait(self, timeout_s: float) -> Exit:
        if self._exit is None:
            ended = self._process.wait(timeout_s)
            self._exit = self._exit or Exit(ended.status, self._ran_out())
        return self._exit

    def kill(self) -> None:
        with self._ending:
            if self._killed:
                return
            self._out.abandon()
            self._process.kill()
            with contextlib.suppress(TimeoutError):
                self.wait(0)  # while it can be told whether memory ran out
            with self._sending:  # whoever was sending has got a broken pipe
                self._killed = True
                os.close(self._process.stdin)
            self._process.close()
