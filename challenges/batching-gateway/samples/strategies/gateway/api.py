"""HTTP layer."""

from __future__ import annotations

import json

from aiohttp import web

from .config import ServerConfig
from .errors import GatewayError, InvalidRequestError, PayloadTooLargeError
from .metrics import Counter, MetricsRegistry
from .scheduler import BatchScheduler, SchedulerState


class RequestParser:
    """Turns a body into an input."""

    def __init__(self, config: ServerConfig) -> None:
        self._limit = config.max_body_bytes

    async def parse(self, request: web.Request) -> str:
        return self._decode(await self._read(request))

    async def _read(self, request: web.Request) -> bytes:
        body = bytearray()
        async for chunk in request.content.iter_any():
            body.extend(chunk)
            if len(body) > self._limit:
                raise PayloadTooLargeError(f"the body exceeds {self._limit} bytes")
        return bytes(body)

    @staticmethod
    def _decode(body: bytes) -> str:
        try:
            document = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise InvalidRequestError("the body is not valid JSON") from error
        if not isinstance(document, dict):
            raise InvalidRequestError("the body must be a JSON object")
        value = document.get("input")
        if not isinstance(value, str):
            raise InvalidRequestError("'input' must be a string")
        return value


class GatewayApi:
    def __init__(
        self, config: ServerConfig, scheduler: BatchScheduler, registry: MetricsRegistry, requests: Counter
    ) -> None:
        self._parser = RequestParser(config)
        self._scheduler = scheduler
        self._registry = registry
        self._requests = requests

    def build(self) -> web.Application:
        app = web.Application()
        app.add_routes([
            web.post("/predict", self.predict),
            web.get("/healthz", self.health),
            web.get("/metrics", self.metrics),
        ])
        return app

    async def predict(self, request: web.Request) -> web.Response:
        try:
            output = await self._scheduler.submit(await self._parser.parse(request))
            response = web.json_response({"output": output})
        except GatewayError as error:
            response = web.json_response({"error": str(error)}, status=error.status, headers=error.headers())
        self._requests.inc(str(response.status))
        return response

    async def health(self, _request: web.Request) -> web.Response:
        running = self._scheduler.state is SchedulerState.RUNNING
        return web.json_response({"status": self._scheduler.state.value}, status=200 if running else 503)

    async def metrics(self, _request: web.Request) -> web.Response:
        return web.Response(text=self._registry.expose())
