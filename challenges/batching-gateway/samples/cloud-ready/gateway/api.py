"""The HTTP interface."""

import asyncio
import json
import time

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import ClientDisconnect
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from gateway import __version__
from gateway.batcher import QueueFull
from gateway.middleware.apikey import ApiKeyMiddleware
from gateway.middleware.ratelimit import RateLimitMiddleware
from gateway.middleware.tracing import TracingMiddleware
from gateway.upstream import UpstreamFailed


class Api:
    def __init__(self, environment, batcher, cache, metrics):
        self.environment, self.batcher, self.cache, self.metrics = environment, batcher, cache, metrics
        self.draining = False

    def app(self):
        middleware = []
        if self.environment.trace:
            middleware.append(Middleware(TracingMiddleware))
        if self.environment.api_keys:
            middleware.append(Middleware(ApiKeyMiddleware, keys=self.environment.api_keys))
        if self.environment.rate_limit:
            middleware.append(Middleware(RateLimitMiddleware, per_second=self.environment.rate_limit))
        return Starlette(
            middleware=middleware,
            routes=[
                Route("/predict", self.predict, methods=["POST"]),
                Route("/healthz", self.healthz),
                Route("/livez", self.livez),
                Route("/readyz", self.healthz),
                Route("/version", self.version),
                Route("/metrics", self.show_metrics),
            ],
        )

    async def predict(self, request):
        began = time.monotonic()
        try:
            response = await self.answer(request)
        except ClientDisconnect:
            self.metrics.hang_ups.up()
            return Response(status_code=499)
        self.metrics.requests.up(response.status_code)
        self.metrics.latency.observe(time.monotonic() - began)
        return response

    async def answer(self, request):
        data = b""
        async for piece in request.stream():
            data += piece
            if len(data) > self.environment.body_limit:
                return JSONResponse({"error": "body too large"}, 413)
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return JSONResponse({"error": "body is not JSON"}, 400)
        if not isinstance(document, dict) or not isinstance(document.get("input"), str):
            return JSONResponse({"error": "input must be a string"}, 400)
        if self.draining:
            return JSONResponse({"error": "draining"}, 503, {"Retry-After": "10"})
        text = document["input"]
        cached = await self.cache.get(text)
        self.metrics.cache.up("miss" if cached is self.cache.MISS else "hit")
        if cached is not self.cache.MISS:
            return JSONResponse({"output": cached}, headers={"X-Cache": "hit"})
        try:
            future = self.batcher.submit(text)
        except QueueFull:
            return JSONResponse({"error": "overloaded"}, 503, {"Retry-After": "1"})
        try:
            output = await self.or_gone(request, future)
        except UpstreamFailed as failure:
            return JSONResponse({"error": str(failure)}, 502)
        await self.cache.put(text, output)
        return JSONResponse({"output": output})

    async def or_gone(self, request, future):
        listener = asyncio.create_task(request.receive())
        done, _ = await asyncio.wait((future, listener), return_when=asyncio.FIRST_COMPLETED)
        listener.cancel()
        if future in done:
            return future.result()
        self.batcher.withdraw(future)
        future.cancel()
        raise ClientDisconnect

    async def healthz(self, request):
        return JSONResponse({"status": "draining" if self.draining else "ok"}, 503 if self.draining else 200)

    async def livez(self, request):
        return PlainTextResponse("alive")

    async def version(self, request):
        return JSONResponse({"version": __version__, "provider": self.environment.provider})

    async def show_metrics(self, request):
        return PlainTextResponse(self.metrics.text(), media_type="text/plain; version=0.0.4")
