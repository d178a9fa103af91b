"""HTTP API on the standard library. Start with ``python -m triage.api.server``."""

import json
import os
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from triage.api.schemas import OPENAPI
from triage.core.container import Container, build_container
from triage.core.errors import InvalidTicketError
from triage.facade import triage_ticket

MAX_BODY = 1024 * 1024


class ApiHandler(BaseHTTPRequestHandler):
    """Routes requests."""

    container: Container

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._send(HTTPStatus.OK, {"status": "ok"})
        elif self.path == "/openapi.json":
            self._send(HTTPStatus.OK, OPENAPI)
        elif self.path == "/metrics":
            self._send_text(HTTPStatus.OK, self.container.metrics.export())
        elif self.path.startswith("/v1/results/"):
            self._result(self.path.removeprefix("/v1/results/"))
        else:
            self._send(HTTPStatus.NOT_FOUND, {"error": "not found"})

    def do_POST(self) -> None:
        if self.path != "/v1/tickets":
            self._send(HTTPStatus.NOT_FOUND, {"error": "not found"})
            return
        length = int(self.headers.get("Content-Length", "0"))
        if length > MAX_BODY:
            self._send(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "too large"})
            return
        try:
            self._send(HTTPStatus.OK, triage_ticket(json.loads(self.rfile.read(length))))
        except (InvalidTicketError, ValueError) as error:
            self._send(HTTPStatus.UNPROCESSABLE_ENTITY, {"error": str(error)})

    def _result(self, ticket_id: str) -> None:
        found = self.container.repository.get(ticket_id)
        if found is None:
            self._send(HTTPStatus.NOT_FOUND, {"error": "no such result"})
        else:
            self._send(HTTPStatus.OK, found.result)

    def _send(self, status: HTTPStatus, value: Any) -> None:
        self._send_text(status, json.dumps(value), "application/json")

    def _send_text(self, status: HTTPStatus, text: str, kind: str = "text/plain") -> None:
        body = text.encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def serve() -> None:
    """Serve until interrupted."""
    ApiHandler.container = build_container()
    ThreadingHTTPServer(("0.0.0.0", int(os.environ.get("PORT", "8080"))), ApiHandler).serve_forever()


if __name__ == "__main__":
    serve()
