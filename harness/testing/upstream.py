"""A fake upstream: an HTTP server on the loopback that the candidate's code may call. Runs in the examiner, trusts nobody.

Scripts, handlers and the log are Python objects of the test; the port knows nothing of them. One thread serves all; what a peer
can make it keep is bounded: connections, heads, bodies, log entries, bytes logged.
"""

import collections
import json
import resource
import threading
import time

from harness.testing import server
from harness.testing.behaviours import Behaviour, answer, status

MAX_LOGGED = 10_000
MAX_LOGGED_BYTES = 32 * 1024 * 1024
MAX_ERRORS = 20


class Request:
    """One request. Times are `time.monotonic()`; names of headers are lower-case.

    arrived_at: when its head was complete. finished_at: just before the last byte of the answer, or when the connection broke;
    None while it is open. status: what was answered, None where nothing was. ended: "" while open, then "answered", "dropped"
    (by the fake), "hung up" (by the client) or "stopped" (by the end of the fake).
    """

    def __init__(self, number, method, path, query, headers):
        self.number = number
        self.method = method
        self.path = path
        self.query = query
        self.headers = headers
        self.body = b""
        self.arrived_at = time.monotonic()
        self.finished_at = None
        self.status = None
        self.ended = ""

    @property
    def json(self):
        """The body as JSON, None where it is none. Read anew each time, so that the log stays small."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    def __repr__(self):
        return f"<Request {self.number} {self.method[:10]} {self.path[:60]} {self.status} {self.ended or 'open'}>"


class FakeUpstream:
    """An HTTP server for the time of a `with` block.

    A request of a known route takes the next behaviour of the script; once that is used up, what its route says: a behaviour, a
    body for `answer`, or a function of the request that returns either. Functions run one at a time, on the server's thread:
    return a latency instead of sleeping. One that raises is answered with 500, and leaving the `with` block raises its error.

    capacity: how many requests it serves at a time; one more gets `when_full`, at once, and uses up nothing.
    """

    def __init__(self, *, latency_s=0.0, capacity=None, port=0, max_connections=None, max_body=1024 * 1024):
        self.latency_s = latency_s
        self.capacity = capacity
        self.when_full = status(429, latency_s=0)
        self.unlogged = 0  # requests past the log's limit
        self.refused = 0  # connections past the limit, and requests that were no HTTP
        self.errors = []  # of handlers
        self._routes = {}
        self._script = collections.deque()
        self._changed = threading.Condition()
        self._log = []
        self._logged_bytes = 0
        self._count = 0
        self._in_flight = 0
        self._most = 0
        self._served = set()  # the requests that take up capacity
        # A third of what this process may open: the harness's own connections must find room, whatever the subject does.
        most = max_connections or min(512, resource.getrlimit(resource.RLIMIT_NOFILE)[0] // 3)
        self._server = server.Server(self, port, most, max_body)
        self.port = self._server.port
        self.url = f"http://127.0.0.1:{self.port}"

    def __enter__(self):
        return self

    def __exit__(self, kind, *_):
        self.close()
        if kind is None and self.errors:
            raise RuntimeError(f"a handler of the fake raised {type(self.errors[0]).__name__}") from self.errors[0]

    def close(self):
        """Break all connections and stop. Prompt, and safe to call twice."""
        self._server.close()

    # ------------------------------------------------------------ what the test says

    def on(self, method, path, handler):
        """Serve `path`: `handler` is a behaviour, a body for `answer`, or a function of the request that returns either."""
        self._routes[method.upper(), path] = handler

    def script(self, *behaviours):
        """Add what the next requests get, one each, in the order in which they come in whole."""
        with self._changed:
            self._script.extend(behaviours)

    def reset(self):
        """Forget script, log and counts; routes stay, and requests in flight stay open."""
        with self._changed:
            self._script.clear()
            self._log, self._logged_bytes, self._count = [], 0, 0
            self.unlogged = self.refused = 0
            self.errors = []
            self._most = self._in_flight
        self._server.worst_lag_s = 0.0

    # ------------------------------------------------------------ what the test sees

    @property
    def requests(self):
        """The requests so far, in the order of arrival."""
        with self._changed:
            return list(self._log)

    @property
    def in_flight(self):
        """Requests that have arrived and are not yet answered or broken off."""
        return self._in_flight

    @property
    def most_in_flight(self):
        return self._most

    @property
    def connections(self):
        """Connections that are open now."""
        return self._server.open

    @property
    def worst_lag_s(self):
        """By how much a timer of the fake's own was late at worst: how busy the machine is, for tests on time."""
        return self._server.worst_lag_s

    def wait_for(self, count, timeout_s=5.0):
        """Wait until so many requests have arrived; whether they have."""
        with self._changed:
            return self._changed.wait_for(lambda: self._count >= count, timeout_s)

    # ------------------------------------------------------------ what the server asks, on its thread

    def arrived(self, method, target, fields):
        path, _, query = target.partition("?")
        with self._changed:
            self._count += 1
            request = Request(self._count, method, path, query, fields)
            request._bytes = len(method) + len(target) + sum(len(name) + len(value) for name, value in fields.items())
            if len(self._log) < MAX_LOGGED and self._logged_bytes + request._bytes <= MAX_LOGGED_BYTES:
                self._log.append(request)
                self._logged_bytes += request._bytes
            else:
                self.unlogged += 1
            self._in_flight += 1
            self._most = max(self._most, self._in_flight)
            self._changed.notify_all()
        return request

    def behaviour(self, request):
        """What to do with a request that is complete."""
        with self._changed:
            self._logged_bytes += len(request.body)
            keep = self._logged_bytes <= MAX_LOGGED_BYTES
        try:
            return self._settled(request, self._chosen(request))
        except Exception as error:
            if len(self.errors) < MAX_ERRORS:
                self.errors.append(error)
            return answer({"error": "the fake's handler failed"}, 500)
        finally:
            if not keep:
                with self._changed:
                    self._logged_bytes -= len(request.body)
                request.body = b""

    def _chosen(self, request):
        handler = self.route(request)
        if handler is None:
            return self.not_found(request)
        with self._changed:
            if self.capacity is not None and len(self._served) >= self.capacity:
                return self.when_full
            self._served.add(request)
            if self._script:
                handler = self._script.popleft()
        return handler

    def _settled(self, request, handler):
        while callable(handler):
            handler = handler(request)
        return self.render(request, handler)

    def finished(self, request, status, ended):
        with self._changed:
            if request.finished_at is None:
                request.finished_at = time.monotonic()
                request.status, request.ended = status, ended
                self._in_flight -= 1
                self._served.discard(request)
                self._changed.notify_all()

    # ------------------------------------------------------------ what a fake built on this one may replace

    def route(self, request):
        """The handler of the request's path, None where there is none."""
        return self._routes.get((request.method, request.path))

    def not_found(self, request):
        known = any(path == request.path for _, path in self._routes)
        return answer({"error": "no such path"}, 405 if known else 404)

    def render(self, request, handler):
        """A behaviour from what a script or a route says."""
        return handler if isinstance(handler, Behaviour) else answer(handler)
