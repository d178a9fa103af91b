"""One container, attached before it starts, so that nothing of its streams is lost."""

import contextlib
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import docker
import requests
from docker.errors import APIError, DockerException, NotFound

from harness.errors import HarnessError
from harness.sandbox import Exit
from harness.sandbox.streams import CHUNK, Chunks, Tail

FAULTS = (DockerException, requests.RequestException, OSError)
KILLED = Exit(137)
BUSY = 409  # somebody removes it right now
STEP_S = 0.02


@contextlib.contextmanager
def told() -> Iterator[None]:
    """What the engine complains of, as one error of ours."""
    try:
        yield
    except NotFound as error:
        raise HarnessError(f"the Docker engine does not know what it was asked for: {error.explanation or error}") from None
    except APIError as error:
        raise HarnessError(f"the Docker engine refused: {error.explanation or error}") from None
    except FAULTS as error:
        raise HarnessError(f"the Docker engine does not answer: {error}; see `grade doctor`") from None


class Container:
    """A `Sandbox`. It exists already; `begin` starts it."""

    def __init__(self, engine: docker.APIClient, container: str) -> None:
        self.id = container
        self._engine = engine
        self._out, self._err = Chunks(), Tail()
        self._ended = threading.Event()
        self._exit: Exit | None = None
        self._ending, self._sending = threading.Lock(), threading.Lock()
        self._connection: Any = None
        self._gone = False

    def begin(self) -> None:
        parameters = {"stdin": 1, "stdout": 1, "stderr": 1, "stream": 1}
        self._attached = self._engine.attach_socket(self.id, params=parameters)  # kept: the socket goes with it
        self._connection = getattr(self._attached, "_sock", self._attached)
        self._connection.settimeout(None)
        self._engine.start(self.id)
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        """Part the engine's stream: a header of eight bytes says which stream, and how much of it follows."""
        put: Mapping[int, Callable[[bytes], None]] = {1: self._out.put, 2: self._err.put}
        try:
            while header := self._exactly(8):
                kind, length = struct.unpack(">BxxxL", header)
                while length:
                    part = self._connection.recv(min(length, CHUNK))
                    if not part:
                        return
                    length -= len(part)
                    put.get(kind, self._err.put)(part)
        except OSError:
            pass
        finally:
            self._out.end()
            self._ended.set()

    def _exactly(self, count: int) -> bytes:
        data = b""
        while len(data) < count:
            part = self._connection.recv(count - len(data))
            if not part:
                return b""
            data += part
        return data

    def send(self, data: bytes) -> None:
        try:
            with self._sending:
                self._connection.sendall(data)
        except OSError as error:
            raise BrokenPipeError(str(error)) from None
        if self._ended.is_set():  # the engine takes what nobody reads any more
            raise BrokenPipeError

    def receive(self, timeout_s: float | None) -> bytes:
        return self._out.get(timeout_s)

    def errors(self) -> bytes:
        return self._err.get()

    def wait(self, timeout_s: float) -> Exit:
        deadline = time.monotonic() + timeout_s
        self._ended.wait(timeout_s)
        while self._exit is None:
            self._exit = self._exit or self._look()
            if self._exit is None:
                if time.monotonic() >= deadline:
                    raise TimeoutError
                time.sleep(STEP_S)
        return self._exit

    def _look(self) -> Exit | None:
        """How it ended; None while it runs."""
        try:
            state = self._engine.inspect_container(self.id)["State"]
        except FAULTS:
            return self._exit or (KILLED if self._gone else None)
        return None if state["Running"] else Exit(int(state["ExitCode"]), bool(state["OOMKilled"]))

    def kill(self) -> None:
        with self._ending:
            if self._gone:
                return
            self._out.abandon()
            if self._exit is None:
                # A container that still runs is not asked how it does: that would cost a request each time.
                self._exit = (self._look() if self._ended.is_set() else None) or KILLED
            with told():
                remove(self._engine, self.id)
            self._gone = True
            if self._connection is not None:
                with contextlib.suppress(OSError):
                    self._connection.shutdown(socket.SHUT_RDWR)
                with contextlib.suppress(OSError):
                    self._connection.close()


def remove(engine: docker.APIClient, container: str) -> None:
    """Kill and remove; what is gone already is fine.

    So is what runs no more and whose files the engine can't take away just now: no result is worth less for it, and the next
    sweep tries again.
    """
    for attempt in range(100):
        try:
            engine.remove_container(container, force=True, v=True)
            return
        except NotFound:
            return
        except APIError as error:
            broken = (error.status_code or 0) >= 500
            if broken and attempt > 4 and not _runs(engine, container):
                return
            if error.status_code != BUSY and not broken:
                raise
            time.sleep(0.1)
    raise HarnessError(f"the Docker engine can't remove the container {container[:12]}; see its log")


def _runs(engine: docker.APIClient, container: str) -> bool:
    try:
        return bool(engine.inspect_container(container)["State"]["Running"])
    except NotFound:
        return False
