"""A load client for tests of services: many requests from a few connections. Runs in the examiner, trusts nobody.

One thread and an event loop, so that a hundred connections cost no hundred threads; what an answer may make it keep is bounded.
"""

import asyncio
import contextlib
import dataclasses
import json
import threading
import time
import urllib.parse

from harness.testing import http1

MAX_ANSWER = 8 * 1024 * 1024


@dataclasses.dataclass(frozen=True)
class Ask:
    """One request. body: bytes, text, or a value to be sent as JSON; None for none.

    path: instead of the URL's own. hang_up_after_s: after sending, where the answer is not complete by then. not_before_s: after
    the start of the load, for requests that must not all come at once.
    """

    body: object = None
    method: str = "POST"
    path: "str | None" = None
    headers: dict = dataclasses.field(default_factory=dict)
    hang_up_after_s: "float | None" = None
    not_before_s: float = 0.0


@dataclasses.dataclass
class Reply:
    """What came of one request. Times are `time.monotonic()`; names of headers are lower-case.

    status: None where no whole answer came; then `error` says why. order: how many had ended before.
    """

    ask: Ask
    status: "int | None" = None
    headers: dict = dataclasses.field(default_factory=dict)
    body: bytes = b""
    error: str = ""
    started_at: float = 0.0
    first_byte_at: "float | None" = None
    finished_at: float = 0.0
    order: int = -1

    @property
    def latency_s(self):
        return self.finished_at - self.started_at

    @property
    def json(self):
        """The body as JSON, None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None


def load(url, asks, *, connections=8, timeout_s=30.0):
    """Send all of `asks` from so many connections with keep-alive; a Reply for each, in their order.

    asks: `Ask`s, or bodies to be sent with POST. timeout_s: for one request.
    """
    with LoadClient(url, asks, connections=connections, timeout_s=timeout_s) as client:
        return client.wait()


class LoadClient:
    """A load that runs while the test does something else. `with LoadClient(url, asks) as client: ...; client.wait()`."""

    def __init__(self, url, asks, *, connections=8, timeout_s=30.0):
        parts = urllib.parse.urlsplit(url)
        self._address = parts.hostname, parts.port or 80
        self._path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        self._asks = [ask if isinstance(ask, Ask) else Ask(ask) for ask in asks]
        self._connections = connections
        self._timeout_s = timeout_s
        self._ended = 0
        self.replies = [Reply(ask) for ask in self._asks]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name="load client", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.close()

    def wait(self, timeout_s=None):
        """The replies, once all have ended. Raises TimeoutError."""
        self._thread.join(timeout_s)
        if self._thread.is_alive():
            raise TimeoutError(f"{len(self._asks) - self._ended} of {len(self._asks)} requests had not ended")
        return self.replies

    @property
    def ended(self):
        """How many requests have ended."""
        return self._ended

    def close(self):
        """Hang up all that is not ended."""
        if self._thread.is_alive():
            with contextlib.suppress(RuntimeError):  # it has ended meanwhile
                self._loop.call_soon_threadsafe(lambda: self._main.cancel())
            self._thread.join(5)

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._main = self._loop.create_task(self._all())
        try:
            self._loop.run_until_complete(self._main)
        except asyncio.CancelledError:
            pass
        finally:
            self._loop.close()

    async def _all(self):
        self._began = time.monotonic()
        left = iter(self.replies)
        await asyncio.gather(*(self._one_connection(left) for _ in range(self._connections)))

    async def _one_connection(self, left):
        stream = None
        try:
            for reply in left:
                await asyncio.sleep(max(0.0, reply.ask.not_before_s - (time.monotonic() - self._began)))
                stream = await self._exchange(stream, reply)
                reply.finished_at = time.monotonic()
                reply.order, self._ended = self._ended, self._ended + 1
        finally:
            _close(stream)

    async def _exchange(self, stream, reply):
        """Send and read; the stream where it can be used again."""
        reply.started_at = time.monotonic()
        limit = self._timeout_s if reply.ask.hang_up_after_s is None else reply.ask.hang_up_after_s
        try:
            if stream is None or stream[0].at_eof():
                _close(stream)
                stream = await asyncio.wait_for(asyncio.open_connection(*self._address, limit=http1.MAX_HEAD), self._timeout_s)
            reader, writer = stream
            writer.write(_request(reply.ask, self._address, self._path))
            if await asyncio.wait_for(_read(reader, reply), limit):
                return stream
        except asyncio.TimeoutError:
            reply.error = "time out" if reply.ask.hang_up_after_s is None else "hung up"
        except (OSError, http1.BadMessage) as error:
            reply.error = f"{type(error).__name__}: {error}"[:200]
        except asyncio.CancelledError:
            _close(stream)
            raise
        if reply.error:
            reply.status = None
        _close(stream)
        return None


async def _read(reader, reply):
    """Read one answer; whether the connection can be used again."""
    first = await reader.read(1)
    if not first:
        raise ConnectionResetError("the server hung up")
    reply.first_byte_at = time.monotonic()
    head = await http1.read_head(reader, first)
    while head.first[1] == "100":
        head = await http1.read_head(reader)
    if not (head.first[0].startswith("HTTP/1.") and head.first[1].isdigit() and len(head.first[1]) == 3):
        raise http1.BadMessage(400, "the first line is no answer")
    reply.status, reply.headers = int(head.first[1]), head.fields
    if reply.ask.method != "HEAD" and reply.status not in (204, 304):
        reply.body = await http1.read_body(reader, head.fields, MAX_ANSWER, to_the_end=True)
        if "content-length" not in head.fields and "transfer-encoding" not in head.fields:
            return False
    return head.keeps_alive


def _request(ask, address, path):
    body, headers = ask.body, {"Host": f"{address[0]}:{address[1]}"}
    if isinstance(body, str):
        body = body.encode()
    elif body is not None and not isinstance(body, bytes):
        body = json.dumps(body).encode()
        headers["Content-Type"] = "application/json"
    if body is not None:
        headers["Content-Length"] = str(len(body))
    headers.update(ask.headers)
    lines = [f"{ask.method} {ask.path or path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1") + (body or b"")


def _close(stream):
    if stream is not None:
        stream[1].transport.abort()
