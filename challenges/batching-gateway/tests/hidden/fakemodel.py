"""The model server: as slow as the brief says, two requests at a time, and as unreliable as a test wants it.

It runs in a thread of the examiner, and keeps what it was asked, when, and how many requests were in flight.
"""

import asyncio
import hashlib
import json
import secrets
import socket
import struct
import sys
import threading
import time
from dataclasses import dataclass

SLOTS = 2
MOST_INPUTS = 16

sys.setswitchinterval(0.0005)  # the tests' client runs in the same process, and must not hold up what is timed here


def cost(size):
    """Seconds that the model takes for so many inputs."""
    return 0.050 + 0.005 * size


# ---------------------------------------------------------------- what it can do with a request


@dataclass(frozen=True)
class Answer:
    """An answer. after: seconds; its cost if None. body: in the place of the outputs. trickle: seconds that the body takes."""

    status: int = 200
    after: float | None = None
    body: bytes | None = None
    trickle: float = 0.0


@dataclass(frozen=True)
class Break:
    """The connection ends: before an answer (`closed`), in the middle of one (`midway`), or by a reset (`reset`)."""

    how: str = "closed"
    after: float = 0.0


class Silence:
    """Nothing, until the caller gives up."""


class Call:
    """One request. Times are those of time.monotonic(); `ended` is None while it is in flight."""

    def __init__(self, inputs, attempt):
        self.inputs = inputs
        self.attempt = attempt  # 1 for the first request with these inputs, 2 for the second
        self.arrived = time.monotonic()
        self.ended = None
        self.abandoned = False  # the caller closed the connection before it had the answer
        self.refused = False  # 429: it was a third
        self.released = asyncio.Event()  # for a call that is held

    @property
    def size(self):
        return len(self.inputs)


class FakeModel:
    """script(call) says what becomes of a request, once none of its inputs is held any more.

    speed: how many times faster it is than the brief says.
    """

    def __init__(self, path=""):
        self.script = lambda call: Answer()
        self.speed = 1.0
        self.calls = []
        self.most_in_flight = 0
        self.complaints = []  # requests that are none of the model's
        self._secret = secrets.token_hex(8)
        self._path = path
        self._attempts = {}
        self._held = set()
        self._news = threading.Condition()
        self._in_flight = set()
        self._loop = asyncio.new_event_loop()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}{path}"
        self._loop.run_until_complete(self._loop.create_server(lambda: _Connection(self), sock=self._listener))
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def output_of(self, text):
        """What the model makes of an input: nothing that anybody could know without asking it."""
        digest = hashlib.blake2b((self._secret + text).encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
        return f"{digest}:{text[::-1]}"

    def hold(self, *texts):
        """Let requests with one of these inputs wait, until they are released."""
        self._held.update(texts)

    def release(self, *texts):
        """Let what was held for these go on."""
        self._held.difference_update(texts)
        for text in texts:
            for call in self.asked_for(text):
                self._loop.call_soon_threadsafe(call.released.set)

    def wait_for(self, count, timeout=5.0):
        """The calls, once there are so many; fewer when the time is up."""
        with self._news:
            self._news.wait_for(lambda: len(self.calls) >= count, timeout)
            return list(self.calls)

    def batches(self):
        """The calls without second tries and refused ones: one for each batch."""
        with self._news:
            return [call for call in self.calls if call.attempt == 1 and not call.refused]

    def asked_for(self, text):
        """The calls that hold this input."""
        with self._news:
            return [call for call in self.calls if text in call.inputs]

    @property
    def in_flight(self):
        return len(self._in_flight)

    def close(self):
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._listener.close()

    def _run(self):
        asyncio.set_event_loop(self._loop)
        self._loop.run_forever()
        for task in asyncio.all_tasks(self._loop):
            task.cancel()
        self._loop.run_until_complete(asyncio.sleep(0))

    # ------------------------------------------------------------ one request, in the thread of the model

    async def serve(self, connection, method, path, body):
        inputs = _inputs(body)
        if method != "POST" or path != f"{self._path}/predict" or inputs is None:
            self.complaints.append(f"{method} {path} with {len(body)} bytes")
            connection.answer(404 if inputs is not None else 400, b'{"error": "no request for a model"}')
            return
        call = self._arrived(inputs)
        try:
            if await self._refuses(call):
                connection.answer(429, b'{"error": "two requests are in flight already"}')
                return
            if not self._held.isdisjoint(call.inputs):
                await call.released.wait()
            await self._perform(connection, call, self.script(call))
        except asyncio.CancelledError:
            call.abandoned = True
        finally:
            self._done(call)

    def _arrived(self, inputs):
        key = tuple(sorted(inputs))
        self._attempts[key] = self._attempts.get(key, 0) + 1
        call = Call(inputs, self._attempts[key])
        self._in_flight.add(call)
        with self._news:
            self.calls.append(call)
            self._news.notify_all()
        return call

    async def _refuses(self, call):
        """Whether this is a third. A request that its caller has just dropped may be seen to end a moment later."""
        others = self._in_flight - {call}
        for _ in range(10):
            if sum(not other.abandoned for other in others) < SLOTS:
                break
            await asyncio.sleep(0.005)
        else:
            call.refused = True
        self.most_in_flight = max(self.most_in_flight, min(len(self._in_flight), SLOTS) + call.refused)
        return call.refused

    def _done(self, call):
        if call.ended is None:
            call.ended = time.monotonic()
            self._in_flight.discard(call)
            with self._news:
                self._news.notify_all()

    async def _perform(self, connection, call, step):
        if isinstance(step, Silence):
            await asyncio.sleep(60)
        if isinstance(step, Break):
            await asyncio.sleep(step.after)
            self._done(call)
            connection.end(step.how)
            return
        await asyncio.sleep(cost(call.size) / self.speed if step.after is None else step.after)
        body = step.body
        if body is None:
            body = json.dumps({"outputs": [self.output_of(text) for text in call.inputs]}).encode()
        if step.trickle:
            await connection.trickle(step.status, body, step.trickle)
            self._done(call)
            return
        self._done(call)  # before the answer leaves: the caller may send its next request as soon as it has it
        connection.answer(step.status, body)


def _inputs(body):
    try:
        value = json.loads(body)
    except ValueError:
        return None
    inputs = value.get("inputs") if isinstance(value, dict) else None
    whole = isinstance(inputs, list) and all(isinstance(text, str) for text in inputs)
    return inputs if whole else None


class _Connection(asyncio.Protocol):
    """One connection to the model: HTTP/1.1, one request after the other."""

    def __init__(self, model):
        self._model = model
        self._buffer = b""
        self._task = None

    def connection_made(self, transport):
        self._transport = transport

    def connection_lost(self, error):
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data):
        self._buffer += data
        request = self._request()
        if request is not None:
            self._task = asyncio.ensure_future(self._model.serve(self, *request))

    def _request(self):
        """(method, path, body) of a request that is here as a whole."""
        head, found, rest = self._buffer.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        if headers.get("transfer-encoding", "").lower() == "chunked":
            body = _dechunked(rest)
            if body is None:
                return None
        else:
            length = int(headers.get("content-length", "0"))
            if len(rest) < length:
                return None
            body = rest[:length]
        self._buffer = b""  # nobody pipelines requests to a model
        method, path, *_ = [*lines[0].split(" "), "", ""]
        return method, path, body

    def answer(self, status, body):
        self._transport.write(_head(status, len(body)) + body)

    async def trickle(self, status, body, seconds):
        """The head at once, the body byte by byte at the end of each part of the time."""
        parts = 8
        self._transport.write(_head(status, len(body)))
        for number in range(parts):
            await asyncio.sleep(seconds / parts)
            self._transport.write(body[number : number + 1] if number < parts - 1 else body[number:])

    def end(self, how):
        if how == "midway":
            self._transport.write(_head(200, 1000) + b'{"outputs": ["')
            self._transport.close()
        elif how == "reset":
            made = self._transport.get_extra_info("socket")
            made.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self._transport.abort()
        else:
            self._transport.close()


def _head(status, length):
    return f"HTTP/1.1 {status} Model\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n".encode()


def _dechunked(data):
    body = b""
    while True:
        size, found, rest = data.partition(b"\r\n")
        if not found:
            return None
        length = int(size.split(b";")[0], 16)
        if len(rest) < length + 2:
            return None
        if length == 0:
            return body
        body, data = body + rest[:length], rest[length + 2 :]
