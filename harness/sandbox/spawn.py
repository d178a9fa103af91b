"""Starts bubblewrap by way of `launcher`, and follows it: its streams, process 1 inside, and how it ends."""

import atexit
import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from harness.errors import HarnessError
from harness.sandbox import Exit, cgroups
from harness.sandbox.streams import readable

START_S = 20
END_S = 10


@dataclass(frozen=True)
class Order:
    """What to start. `{name}` in `argv` stands for a descriptor: "status", or one that holds `contents[name]`.

    uid: whom root becomes. folders: tmpfs to make at `place`/name with these mount options. namespaces: descriptors of
    a pod's namespaces, by kind.
    """

    argv: Sequence[str]
    contents: Mapping[str, bytes] = field(default_factory=dict)
    uid: int | None = None
    groups: Sequence[Path] = ()
    limits: Mapping[str, int] = field(default_factory=dict)
    place: str = ""
    folders: Mapping[str, str] = field(default_factory=dict)
    namespaces: Mapping[str, int] = field(default_factory=dict)


class _Launcher:
    """The launcher process, started when it is first needed."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._connection: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self.home: cgroups.Home | None = None

    def ready(self) -> cgroups.Home | None:
        """Start it unless it runs; where its sandboxes' control groups go."""
        with self._lock:
            if self._process is None or self._process.poll() is not None:
                self._start()
            return self.home

    def _start(self) -> None:
        self.stop()
        self.home = cgroups.direct()
        scope = [] if self.home else cgroups.scope()
        if not scope:
            self._begin([])
            return
        process, connection = self._begin(scope)
        connection.settimeout(START_S)
        try:
            up = bool(connection.recv(16))
        except OSError:
            up = False
        connection.settimeout(None)
        self.home = cgroups.adopt(process.pid) if up else None
        if not up:
            self.stop()
            self._begin([])

    def _begin(self, prefix: Sequence[str]) -> tuple["subprocess.Popen[bytes]", socket.socket]:
        """It may be given orders at once: they wait for it."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        program = str(Path(__file__).with_name("launcher.py"))
        with theirs:
            self._process = subprocess.Popen(
                [*prefix, sys.executable, "-I", "-S", program, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL if prefix else None,
                start_new_session=True,  # the terminal's Ctrl-C is for the harness, which closes its pods itself
            )
        self._connection = ours
        return self._process, ours

    def stop(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
        if self._process is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(2)
            self._process.kill()
            self._process.wait()
            self._process = None

    def send(self, descriptors: Sequence[int]) -> None:
        self.ready()
        with self._lock:
            assert self._connection
            socket.send_fds(self._connection, [b"x"], descriptors)


_launcher = _Launcher()
ready = _launcher.ready
atexit.register(_launcher.stop)


class Process:
    """One bubblewrap: our ends of its streams, and process 1 inside, once `begin` has met it."""

    def __init__(self, stdin: int, stdout: int, stderr: int, status: int) -> None:
        self.stdin, self.stdout, self.stderr, self._status = stdin, stdout, stderr, status
        self.pid = 0
        self._inside: int | None = None
        self._said = b""
        self._exit: Exit | None = None
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Bubblewrap tells the number of process 1 as soon as there is one. Raises HarnessError with what it complains of."""
        deadline = time.monotonic() + START_S
        while b"\n" not in self._said:
            answers = readable(self._status, deadline)
            part = os.read(self._status, 4096) if answers else b""
            if not part:
                said = last_words(self.stderr) or ("it said nothing" if answers else f"it took more than {START_S} s")
                raise HarnessError(f"bubblewrap does not start: {said}")
            self._said += part
        self.pid = int(json.loads(self._said.split(b"\n")[0])["child-pid"])
        self._inside = _handle(self.pid)

    def abandon(self) -> None:
        """After a start that failed or was interrupted: end what there is of it."""
        with contextlib.suppress(HarnessError):
            self.begin()
            self.kill()
        for descriptor in (self.stdin, self.stdout, self.stderr):
            os.close(descriptor)
        self.close()

    def wait(self, timeout_s: float) -> Exit:
        """Raises TimeoutError."""
        deadline = time.monotonic() + timeout_s
        with self._lock:
            while self._exit is None:
                if not readable(self._status, deadline):
                    raise TimeoutError
                part = os.read(self._status, 4096)
                self._said += part
                if not part:  # bubblewrap itself has ended, and with it all that it held
                    self._exit = Exit(_exit_code(self._said))
            return self._exit

    def kill(self) -> None:
        """End process 1, and with it its whole namespace: the kernel lets it go only after all the others."""
        with contextlib.suppress(OSError):
            if self._inside is not None:
                signal.pidfd_send_signal(self._inside, signal.SIGKILL)
        try:
            self.wait(END_S)
        except TimeoutError:
            self._exit = Exit(128 + signal.SIGKILL)  # the kernel holds it, in a call that can't be interrupted

    def close(self) -> None:
        """Give back the descriptors. Only once it has ended."""
        for descriptor in (self._status, self._inside):
            if descriptor is not None:
                os.close(descriptor)
        self._inside = None


def _handle(pid: int) -> int | None:
    """What stays with process 1 when its number is given to another; None where that has happened already."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return None
    with contextlib.suppress(OSError):
        if Path(f"/proc/{pid}/ns/pid").readlink() == Path("/proc/self/ns/pid").readlink():
            os.close(handle)
            return None
    return handle


def _exit_code(said: bytes) -> int:
    for line in said.splitlines()[1:]:
        with contextlib.suppress(ValueError):
            return int(json.loads(line)["exit-code"])
    return 128 + signal.SIGKILL


def last_words(descriptor: int) -> str:
    """What a program that fails complains of."""
    text, deadline = b"", time.monotonic() + 2
    while len(text) < 4096:
        part = os.read(descriptor, 4096) if readable(descriptor, deadline) else b""
        if not part:
            break
        text += part
    return text.decode("utf-8", "replace").strip()[:500]


def start(order: Order) -> Process:
    """Raises HarnessError where it does not come up."""
    theirs: dict[str, int] = {}
    ours: list[int] = []
    process = None
    try:
        theirs["stdin"], writing = os.pipe()
        ours.append(writing)
        for name in ("stdout", "stderr", "status"):
            reading, theirs[name] = os.pipe()
            ours.append(reading)
        for name, content in order.contents.items():
            theirs[name] = _holding(content)
        given = {**theirs, **order.namespaces}
        theirs["order"] = _holding(_said(order, list(given)))
        process = Process(*ours)
        _launcher.send([theirs["order"], *given.values()])
        _close(theirs)
        process.begin()
        return process
    except BaseException as error:  # an interrupt too
        _close(theirs)
        if process is None:
            _close(dict(enumerate(ours)))
        else:
            process.abandon()
        if isinstance(error, OSError):
            raise HarnessError(f"can't start a sandbox: {error.strerror}") from None
        raise


def _said(order: Order, names: Sequence[str]) -> bytes:
    return json.dumps(
        {
            "argv": list(order.argv),
            "descriptors": names,
            "uid": order.uid,
            "groups": [str(group) for group in order.groups],
            "limits": dict(order.limits),
            "place": order.place,
            "folders": dict(order.folders),
        }
    ).encode()


def _close(descriptors: dict[Any, int]) -> None:
    while descriptors:
        os.close(descriptors.popitem()[1])


def _holding(content: bytes) -> int:
    descriptor = os.memfd_create("grade")
    os.write(descriptor, content)
    os.lseek(descriptor, 0, os.SEEK_SET)
    return descriptor
