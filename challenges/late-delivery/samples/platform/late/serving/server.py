"""The HTTP server: POST /predict, POST /reload, GET /healthz, GET /metrics."""

import json
import logging
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from late.core.errors import InputError
from late.serving.auth import ApiKeyAuthenticator
from late.serving.schemas import PredictRequest
from late.serving.service import PredictionService

logger = logging.getLogger(__name__)
MOST_BODY = 4 * 1024 * 1024


class PredictionServer:
    """Serves a model."""

    def __init__(self, location: str, host: str, port: int) -> None:
        service, authenticator = PredictionService(location), ApiKeyAuthenticator()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                if self.path == "/healthz":
                    self._answer(HTTPStatus.OK, {"status": "ok"})
                elif self.path == "/metrics":
                    self._answer(HTTPStatus.OK, service.metrics.render())
                else:
                    self._answer(HTTPStatus.NOT_FOUND, {"error": "not found"})

            def do_POST(self) -> None:
                service.metrics.increment("late_requests_total")
                if not authenticator.allowed(self.headers.get("X-Api-Key")):
                    self._answer(HTTPStatus.UNAUTHORIZED, {"error": "unknown API key"})
                elif self.path == "/reload":
                    service.reload()
                    self._answer(HTTPStatus.OK, {"status": "reloaded"})
                elif self.path == "/predict":
                    self._predict()
                else:
                    self._answer(HTTPStatus.NOT_FOUND, {"error": "not found"})

            def _predict(self) -> None:
                length = int(self.headers.get("Content-Length", 0))
                if length > MOST_BODY:
                    self._answer(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, {"error": "too large"})
                    return
                try:
                    request = PredictRequest.parse(json.loads(self.rfile.read(length)))
                    self._answer(HTTPStatus.OK, service.predict(request).to_dict())
                except (InputError, ValueError) as error:
                    self._answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})

            def _answer(self, status: HTTPStatus, body: Any) -> None:
                data = (body if isinstance(body, str) else json.dumps(body)).encode()
                self.send_response(status)
                self.send_header("Content-Type", "text/plain" if isinstance(body, str) else "application/json")
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def log_message(self, text: str, *arguments: Any) -> None:
                logger.info(text, *arguments)

        self._server = ThreadingHTTPServer((host, port), Handler)

    def serve(self) -> None:
        """Serve until interrupted."""
        try:
            self._server.serve_forever()
        except KeyboardInterrupt:
            pass
        finally:
            self._server.server_close()
