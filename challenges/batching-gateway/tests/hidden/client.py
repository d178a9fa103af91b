"""Clients of the gateway: many connections in one thread, each with one request at a time."""

import json
import selectors
import socket
import struct
import time
from collections import namedtuple


class Answer(namedtuple("Answer", "status headers body at")):
    """status: 0 where the connection ended without an answer. headers: by name in lower case. at: when its end was here."""

    __slots__ = ()

    def json(self):
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def output(self):
        """`output` of a body that is an object; None otherwise."""
        found = self.json()
        return found.get("output") if isinstance(found, dict) else None

    @property
    def error(self):
        found = self.json()
        return found.get("error") if isinstance(found, dict) else None


class Connection:
    """A connection, made before it is needed. `answer` is None until the answer is here as a whole."""

    def __init__(self, port):
        self._port = port
        self._socket = None
        self.sent = 0.0
        self.answer = None
        self._connect()

    def _connect(self):
        self._socket = socket.create_connection(("127.0.0.1", self._port), timeout=5)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def fileno(self):
        return self._socket.fileno()

    def send(self, method, path, body=b"", headers=()):
        """Send a request, on a new connection where the server has closed this one."""
        if self._socket is None:
            self._connect()
        given = {"Host": f"127.0.0.1:{self._port}", **dict(headers)}
        if method != "GET" and "Transfer-Encoding" not in given:
            given = {"Content-Type": "application/json", "Content-Length": str(len(body)), **given}
        head = f"{method} {path} HTTP/1.1\r\n" + "".join(f"{name}: {value}\r\n" for name, value in given.items()) + "\r\n"
        self.answer, self._got = None, b""
        self.sent = time.monotonic()
        try:
            self._socket.settimeout(5)
            self._socket.sendall(head.encode() + body)
        except OSError:
            pass  # the server may answer before it has read all; what it said is read below
        return self

    def predict(self, text, **more):
        return self.send("POST", "/predict", json.dumps({"input": text, **more}).encode())

    def feed(self):
        """Read what is here."""
        try:
            self._socket.settimeout(5)
            data = self._socket.recv(262144)
        except OSError:
            data = b""
        self._got += data
        found = _response(self._got, not data)
        if found is None and data:
            return
        status, headers, body, closes = found or (0, {}, b"", True)
        self.answer = Answer(status, headers, body, time.monotonic())
        if closes or not data:
            self.close()

    def hang_up(self, reset=False):
        """Close it, whatever was asked."""
        if reset:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def close(self):
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @property
    def open(self):
        return self._socket is not None


def _response(data, ended):
    """(status, headers, body, whether the connection ends with it) of a response that is here as a whole."""
    while True:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return None
        lines = head.decode("latin-1").split("\r\n")
        first = lines[0].split(" ")
        if len(first) < 2 or not first[1].isdigit():
            return 0, {}, data, True
        if first[1] == "100":
            data = rest
            continue
        break
    headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
    closes = headers.get("connection", "").lower() == "close" or first[0] == "HTTP/1.0"
    if headers.get("transfer-encoding", "").lower() == "chunked":
        body = _dechunked(rest)
    elif "content-length" in headers:
        length = int(headers["content-length"])
        body = rest[:length] if len(rest) >= length else None
    else:
        body = rest if ended else None
    return None if body is None else (int(first[1]), headers, body, closes)


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


def collect(connections, timeout, count=None):
    """Read until `count` of them (all, if None) have an answer or the time is up; those that have one."""
    until = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            if connection.answer is None and connection.open:
                selector.register(connection, selectors.EVENT_READ)
        answered = [connection for connection in connections if connection.answer is not None]
        wanted = len(connections) if count is None else count
        while len(answered) < wanted and selector.get_map():
            ready = selector.select(max(0.0, until - time.monotonic()))
            if not ready:
                break
            for key, _ in ready:
                descriptor = key.fd
                key.fileobj.feed()
                if key.fileobj.answer is not None:
                    selector.unregister(descriptor)
                    answered.append(key.fileobj)
        return answered


def closed_loop(connections, requests, timeout):
    """Send (method, path, body) by (method, path, body), each connection the next one when it has its answer.

    The answers in the order of `requests`; None for those that were not answered in time.
    """
    until = time.monotonic() + timeout
    answers = [None] * len(requests)
    left = iter(enumerate(requests))
    with selectors.DefaultSelector() as selector:

        def ask(connection):
            number, request = next(left, (None, None))
            if number is not None:
                connection.send(*request)
                selector.register(connection, selectors.EVENT_READ, number)

        for connection in connections:
            ask(connection)
        while selector.get_map():
            ready = selector.select(max(0.0, until - time.monotonic()))
            if not ready:
                break
            for key, _ in ready:
                key.fileobj.feed()
                if key.fileobj.answer is not None:
                    selector.unregister(key.fd)
                    answers[key.data] = key.fileobj.answer
                    ask(key.fileobj)
    return answers
