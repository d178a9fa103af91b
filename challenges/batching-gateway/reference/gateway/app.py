"""The three requests that the gateway answers."""

import json

from aiohttp import web

from gateway.batching import Batcher, Full
from gateway.metrics import Metrics
from gateway.model import Model, ModelError

MOST_BYTES = 65_536


class Gateway:
    def __init__(self, model: Model) -> None:
        self._metrics = Metrics()
        self._batcher = Batcher(model.predict, self._batch_sent)
        self._draining = False
        # aiohttp is asked for more than the limit, since its versions differ about a body of just that size.
        self.app = web.Application(client_max_size=2 * MOST_BYTES)
        self.app.router.add_post("/predict", self._predict)
        self.app.router.add_get("/healthz", self._healthz)
        self.app.router.add_get("/metrics", self._show_metrics)

    async def drain(self) -> None:
        """Take nothing new, and finish what is in hand."""
        self._draining = True
        await self._batcher.finish()

    def _batch_sent(self, size: int) -> None:
        self._metrics.batch_sizes[size] += 1

    async def _predict(self, request: web.Request) -> web.Response:
        response = await self._answer(request)
        self._metrics.requests[response.status] += 1
        return response

    async def _answer(self, request: web.Request) -> web.Response:
        try:
            body = await request.read()
        except web.HTTPRequestEntityTooLarge:
            body = None
        if body is None or len(body) > MOST_BYTES:
            return _error(413, f"the body is larger than {MOST_BYTES} bytes")
        try:
            text = _input(body)
        except (ValueError, RecursionError):
            return _error(400, "the body must be a JSON object whose `input` is a string")
        if self._draining:
            return _error(503, "the gateway is shutting down")
        try:
            return web.json_response({"output": await self._batcher.output(text)})
        except Full:
            return _error(503, "too many inputs wait", {"Retry-After": "1"})
        except ModelError as error:
            return _error(502, str(error))

    async def _healthz(self, _: web.Request) -> web.Response:
        return web.Response(status=503 if self._draining else 200)

    async def _show_metrics(self, _: web.Request) -> web.Response:
        return web.Response(text=self._metrics.text(self._batcher.depth))


def _input(body: bytes) -> str:
    """The input in a body. Raises ValueError."""
    found = json.loads(body)
    if not isinstance(found, dict) or not isinstance(found.get("input"), str):
        raise ValueError
    return str(found["input"])


def _error(status: int, text: str, headers: dict[str, str] | None = None) -> web.Response:
    return web.json_response({"error": text}, status=status, headers=headers)
