"""HTTP: POST /triage, GET /report, /health, /metrics."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from . import health, settings, store
from .core import triage_ticket


class Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        if self.path != "/triage":
            return self._answer(404, {"error": "not found"})
        try:
            ticket = json.loads(self.rfile.read(int(self.headers.get("Content-Length", 0))))
            self._answer(200, triage_ticket(ticket))
        except ValueError as error:
            self._answer(422, {"error": str(error)})

    def do_GET(self) -> None:
        if self.path == "/health":
            self._answer(200, {"status": "up", "events": health.snapshot()})
        elif self.path == "/metrics":
            self._answer(200, health.prometheus())
        elif self.path == "/report":
            rows = store.report(settings.load())
            self._answer(200, [dict(zip(("category", "source", "count"), row)) for row in rows])
        else:
            self._answer(404, {"error": "not found"})

    def _answer(self, status: int, value) -> None:
        body = (value if isinstance(value, str) else json.dumps(value)).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve() -> None:
    ThreadingHTTPServer(("", settings.load().http_port), Handler).serve_forever()
