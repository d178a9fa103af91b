"""The thread behind a fake upstream: one event loop that reads requests and carries out behaviours. For `upstream` only."""

import asyncio
import contextlib
import http
import socket
import struct
import threading
import time

from harness.testing import http1

REQUEST_S = 10.0  # from a request's first byte to its last: a slow sender is dropped
TICK_S = 0.02


class Server:
    """Serves `upstream` from construction until `close`."""

    def __init__(self, upstream, port, max_connections, max_body):
        self.upstream = upstream
        self.max_connections = max_connections
        self.max_body = max_body
        self.worst_lag_s = 0.0
        self._connections = set()
        self._closing = False
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda *_: None)  # a peer's broken connection is no news
        listener = socket.create_server(("127.0.0.1", port), backlog=256)
        self.port = listener.getsockname()[1]
        self._thread = threading.Thread(target=self._run, args=(listener,), name="fake upstream", daemon=True)
        self._ready = threading.Event()
        self._thread.start()
        self._ready.wait(10)

    @property
    def open(self):
        return len(self._connections)

    def close(self):
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(5)

    def _run(self, listener):
        asyncio.set_event_loop(self._loop)
        try:
            accepting = self._loop.run_until_complete(self._loop.create_server(lambda: _Connection(self), sock=listener))
            self._loop.create_task(self._measure_lag())
            self._loop.call_soon(self._ready.set)
            self._loop.run_forever()
            accepting.close()
            self._closing = True
            for connection in list(self._connections):
                connection.transport.abort()  # ends each wait; a cancellation alone can get lost in `wait_for`
            tasks = asyncio.all_tasks(self._loop)
            for task in tasks:
                task.cancel()
            self._loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
        finally:
            listener.close()
            self._loop.close()

    async def _measure_lag(self):
        while True:
            began = time.monotonic()
            await asyncio.sleep(TICK_S)
            self.worst_lag_s = max(self.worst_lag_s, time.monotonic() - began - TICK_S)


class _Connection(asyncio.StreamReaderProtocol):
    """One connection. `gone` is done as soon as the peer has hung up, also while an answer waits."""

    def __init__(self, server):
        self.server = server
        self.loop = server._loop
        self.reader = asyncio.StreamReader(limit=http1.MAX_HEAD, loop=self.loop)
        super().__init__(self.reader, loop=self.loop)
        self.gone = self.loop.create_future()
        self.transport = None

    def connection_made(self, transport):
        self.transport = transport
        if self.server.open >= self.server.max_connections:
            self.server.upstream.refused += 1
            transport.abort()
            return
        super().connection_made(transport)
        self.server._connections.add(self)
        self.writer = asyncio.StreamWriter(transport, self, self.reader, self.loop)
        self.task = self.loop.create_task(self._serve())

    def eof_received(self):
        self._is_gone()
        return super().eof_received()

    def connection_lost(self, error):
        self._is_gone()
        self.server._connections.discard(self)
        super().connection_lost(error)

    def _is_gone(self):
        if not self.gone.done():
            self.gone.set_result(None)

    async def _serve(self):
        try:
            while await self._serve_one():
                pass
            self.writer.close()
        except http1.BadMessage as error:
            self.server.upstream.refused += 1
            self.writer.write(_head(error.status, {"Connection": "close"}, 0))
            self.writer.close()
        except (OSError, asyncio.TimeoutError):
            self.transport.abort()

    async def _serve_one(self):
        """Read and answer one request; whether another may follow."""
        first = await self.reader.read(1)  # for which an idle connection waits as long as it likes
        if not first:
            return False
        deadline = self.loop.time() + REQUEST_S
        head = await asyncio.wait_for(http1.read_head(self.reader, first), REQUEST_S)
        if len(head.first) != 3 or not head.first[2].startswith("HTTP/1."):
            raise http1.BadMessage(400, "the first line is no request")
        upstream = self.server.upstream
        request = upstream.arrived(head.first[0], head.first[1], head.fields)
        status, ended = None, "hung up"
        try:
            if head.fields.get("expect", "").lower() == "100-continue":
                self.writer.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            left = max(0.01, deadline - self.loop.time())
            request.body = await asyncio.wait_for(http1.read_body(self.reader, head.fields, self.server.max_body), left)
            return await self._carry_out(request, upstream.behaviour(request), head.keeps_alive)
        except http1.BadMessage as error:
            status, ended = error.status, "answered"
            raise
        finally:
            upstream.finished(request, status, "stopped" if self.server._closing else ended)

    async def _carry_out(self, request, behaviour, keep):
        """Answer as told; whether the connection can be used again."""
        upstream = self.server.upstream
        if behaviour.silent:
            await self.gone
            return False
        await self._wait(upstream.latency_s if behaviour.latency_s is None else behaviour.latency_s)
        if behaviour.gate is not None:
            await self._pass(behaviour.gate)
        pieces, whole = _pieces(behaviour, request.method == "HEAD", keep), behaviour.cut_after is None
        until = None if behaviour.drip_s is None else self.loop.time() + behaviour.drip_s
        last = len(pieces) - 1
        for index, piece in enumerate(pieces):
            if index and behaviour.every_s and (until is None or self.loop.time() < until):
                await self._wait(behaviour.every_s)
            if index == last and whole:  # before the client can know of it, and send the next
                upstream.finished(request, behaviour.status, "answered")
            self.writer.write(piece)
            await self.writer.drain()
        if not whole:
            upstream.finished(request, behaviour.status if pieces else None, "dropped")
            self._break(behaviour.reset)
        return whole and keep

    async def _wait(self, seconds):
        """Sleep, and raise ConnectionError as soon as the client hangs up."""
        if seconds > 0 or self.gone.done():
            await asyncio.wait([self.gone], timeout=seconds)
        if self.gone.done():
            raise ConnectionResetError("the client hung up")

    async def _pass(self, gate):
        opened = self.loop.create_future()
        gate.when_open(lambda: self._call(lambda: opened.done() or opened.set_result(None)))
        await asyncio.wait([self.gone, opened], return_when=asyncio.FIRST_COMPLETED)
        await self._wait(0)

    def _call(self, function):
        with contextlib.suppress(RuntimeError):  # the fake has ended before its gate was opened
            self.loop.call_soon_threadsafe(function)

    def _break(self, reset):
        if reset:
            self.transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.transport.abort()
        else:
            self.transport.close()


def _head(status, headers, length):
    """length: of the body; None for a chunked one."""
    known = {code.value: code.phrase for code in http.HTTPStatus}
    lines = [f"HTTP/1.1 {status} {known.get(status, 'Odd')}", *(f"{name}: {value}" for name, value in headers.items())]
    lines.append("Transfer-Encoding: chunked" if length is None else f"Content-Length: {length}")
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def _pieces(behaviour, is_head, keep):
    """What goes out, write by write."""
    headers = dict(behaviour.headers)
    if not keep:
        headers["Connection"] = "close"
    if behaviour.parts is None:
        pieces = [_head(behaviour.status, headers, len(behaviour.body)) + (b"" if is_head else behaviour.body)]
    else:
        chunks = [b"%x\r\n%s\r\n" % (len(part), part) for part in behaviour.parts if part] + [b"0\r\n\r\n"]
        pieces = [_head(behaviour.status, headers, None), *([] if is_head else chunks)]
    if behaviour.cut_after is not None:
        pieces = _cut(pieces, behaviour.cut_after)
    if behaviour.dripped:
        pieces = [bytes([byte]) for byte in b"".join(pieces)]
    return pieces


def _cut(pieces, after):
    left = after if after >= 0 else max(0, sum(map(len, pieces)) + after)
    kept = []
    for piece in pieces:
        if left <= 0:
            break
        kept.append(piece[:left])
        left -= len(piece)
    return kept
