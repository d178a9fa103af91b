"""What a fake upstream does with a request. Values without state: one behaviour may serve any number of requests."""

import dataclasses
import json
import threading


class Gate:
    """Holds answers back until the test opens it: `answer("late", gate=gate)`, then `gate.open()`. Stays open."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = []
        self._open = False

    def open(self):
        """Let all that wait here, and all that come later, go on."""
        with self._lock:
            self._open = True
            waiting, self._waiting = self._waiting, []
        for wake in waiting:
            wake()

    @property
    def is_open(self):
        return self._open

    def when_open(self, wake):
        """Call `wake` once the gate is open, from whichever thread opens it."""
        with self._lock:
            if not self._open:
                self._waiting.append(wake)
                return
        wake()


@dataclasses.dataclass(frozen=True)
class Behaviour:
    """One answer, or the lack of it. Made with the functions below; seconds throughout.

    parts: sent one by one with chunked encoding, instead of `body`. latency_s: before the first byte; None for that of the fake.
    gate: what must be open before the first byte. every_s: the pause between parts, or between single bytes where `dripped`.
    drip_s: after so long a drip sends the rest at once. cut_after: bytes of the answer, head included, after which the
    connection breaks. silent: never answers. reset: breaks the connection with a TCP reset instead of an end.
    """

    status: int = 200
    headers: tuple = ()
    body: bytes = b""
    parts: "tuple | None" = None
    latency_s: "float | None" = None
    gate: "Gate | None" = None
    every_s: float = 0.0
    dripped: bool = False
    drip_s: "float | None" = None
    cut_after: "int | None" = None
    silent: bool = False
    reset: bool = False


def answer(body=b"", status=200, headers=None, *, latency_s=None, gate=None):
    """A whole answer. body: bytes, text, or a value to be sent as JSON."""
    given = dict(headers or {})
    if isinstance(body, str):
        body = body.encode()
    elif not isinstance(body, bytes):
        body = json.dumps(body).encode()
        given.setdefault("Content-Type", "application/json")
    return Behaviour(status, tuple(given.items()), body, latency_s=latency_s, gate=gate)


def status(code, headers=None, *, latency_s=None, gate=None):
    """An error: `status(429, {"Retry-After": "1"})`."""
    error = {"message": f"the fake was told to answer {code}", "type": "fake_error", "param": None, "code": None}
    return answer({"error": error}, code, headers, latency_s=latency_s, gate=gate)


def stream(parts, *, every_s=0.0, headers=None, latency_s=None, gate=None):
    """An answer sent part by part with chunked encoding, `every_s` between two of them."""
    given = {"Content-Type": "text/event-stream", **(headers or {})}
    raw = tuple(part.encode() if isinstance(part, str) else bytes(part) for part in parts)
    return Behaviour(200, tuple(given.items()), parts=raw, every_s=every_s, latency_s=latency_s, gate=gate)


def drop(*, reset=False, latency_s=None, gate=None):
    """Break the connection without a byte of an answer."""
    return Behaviour(cut_after=0, reset=reset, latency_s=latency_s, gate=gate)


def never():
    """Say nothing until the client hangs up."""
    return Behaviour(silent=True)


def cut(behaviour, after, *, reset=False):
    """As `behaviour`, but the connection breaks after so many bytes of the answer, its head included.

    A negative number counts from the answer's end.
    """
    return dataclasses.replace(behaviour, cut_after=after, reset=reset)


def drip(behaviour, *, every_s=0.2, drip_s=None):
    """As `behaviour`, but a byte at a time from the status line on; after `drip_s` seconds the rest comes at once."""
    return dataclasses.replace(behaviour, dripped=True, every_s=every_s, drip_s=drip_s)
