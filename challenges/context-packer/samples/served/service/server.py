"""HTTP service: POST /v1/pack, POST /v1/pack/batch, GET /healthz, /readyz, /metrics."""

import concurrent.futures
import hashlib
import json
import logging
import signal
import threading
import time
import uuid
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from packer import BudgetError, pack

from .auth import KeyRing
from .cache import make_cache
from .limits import RateLimiter
from .metrics import METRICS
from .settings import Settings
from .tokenizers import fill_in, tokenizer

log = logging.getLogger("packer.service")


class PackService:
    """The service without HTTP."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.cache = make_cache(settings)
        self.limiter = RateLimiter(settings.rate_per_s, settings.burst)
        self.keys = KeyRing(settings.api_keys)
        self.pool = concurrent.futures.ThreadPoolExecutor(settings.workers, thread_name_prefix="pack")
        self.tokenizer = tokenizer(settings.tokenizer)
        self.ready = threading.Event()
        self.ready.set()

    def pack(self, request: dict[str, Any]) -> dict[str, Any]:
        request = fill_in(request, self.tokenizer)
        key = hashlib.sha256(json.dumps(request, sort_keys=True, default=str).encode()).hexdigest()
        found = self.cache.get(key)
        if found is not None:
            METRICS.count("packer_cache_total", result="hit")
            return found
        METRICS.count("packer_cache_total", result="miss")
        with METRICS.timer("packer_pack_seconds"):
            result = pack(request)
        METRICS.observe("packer_used_tokens", result["used"])
        self.cache.put(key, result)
        return result

    def pack_many(self, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return list(self.pool.map(self._pack_or_error, requests))

    def _pack_or_error(self, request: dict[str, Any]) -> dict[str, Any]:
        try:
            return {"ok": True, "result": self.pack(request)}
        except ValueError as error:
            return {"ok": False, "error": str(error), "budget": isinstance(error, BudgetError)}


class Handler(BaseHTTPRequestHandler):
    service: PackService
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == "/healthz":
            self._json(200, {"status": "ok"})
        elif self.path == "/readyz":
            ready = self.service.ready.is_set()
            self._json(200 if ready else 503, {"ready": ready})
        elif self.path == "/metrics":
            self._send(200, METRICS.expose().encode(), "text/plain; version=0.0.4")
        else:
            self._json(404, {"error": "not found"})

    def do_POST(self) -> None:
        began = time.perf_counter()
        self.request_id = self.headers.get("X-Request-Id") or uuid.uuid4().hex
        status = 500
        try:
            status, answer = self._answer()
            self._json(status, answer)
        finally:
            METRICS.count("packer_http_requests_total", path=self.path, status=str(status))
            log.info("%s %s %s %.1f ms", self.request_id, self.path, status, 1000 * (time.perf_counter() - began))

    def _answer(self) -> tuple[int, dict[str, Any]]:
        client = self.service.keys.client(self.headers.get("Authorization"))
        if client is None:
            return 401, {"error": "unknown API key"}
        if not self.service.limiter.allow(client):
            return 429, {"error": "slow down"}
        length = int(self.headers.get("Content-Length", 0))
        if length > self.service.settings.max_body:
            return 413, {"error": "request too large"}
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError:
            return 400, {"error": "body is not JSON"}
        try:
            if self.path == "/v1/pack":
                return 200, self.service.pack(body)
            if self.path == "/v1/pack/batch":
                return 200, {"results": self.service.pack_many(body)}
        except BudgetError as error:
            return 422, {"error": str(error), "code": "budget"}
        except ValueError as error:
            return 400, {"error": str(error), "code": "form"}
        return 404, {"error": "not found"}

    def _json(self, status: int, value: Any) -> None:
        self._send(status, json.dumps(value).encode(), "application/json")

    def _send(self, status: int, body: bytes, kind: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        if hasattr(self, "request_id"):
            self.send_header("X-Request-Id", self.request_id)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        pass


def serve(host: str, port: int) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    service = PackService(Settings.from_env())
    server = ThreadingHTTPServer((host, port), type("BoundHandler", (Handler,), {"service": service}))

    def stop(*_: Any) -> None:
        service.ready.clear()
        threading.Thread(target=server.shutdown).start()

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    log.info("listening on %s:%d", host, port)
    server.serve_forever()
    service.pool.shutdown()
