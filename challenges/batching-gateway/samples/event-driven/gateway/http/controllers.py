"""Controllers."""

from __future__ import annotations

import asyncio
import time
import uuid

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from gateway.core.coordinator import Coordinator
from gateway.core.events import EventBus, RequestAnswered
from gateway.core.lanes import CapacityExceeded, Job
from gateway.core.lifecycle import Lifecycle
from gateway.core.pipeline import UpstreamFailure
from gateway.core.settings import Settings
from gateway.http.schemas import BodyInvalid, BodyTooLarge, ErrorResponse, PredictRequest, PredictResponse
from gateway.observability.metrics import MetricsCollector


class ClientGone(Exception):
    pass


class PredictController:
    def __init__(self, settings: Settings, coordinator: Coordinator, lifecycle: Lifecycle, bus: EventBus) -> None:
        self._limit = settings.server.max_body_bytes
        self._retry_after = settings.queue.retry_after_seconds
        self._coordinator = coordinator
        self._lifecycle = lifecycle
        self._bus = bus

    async def __call__(self, request: Request) -> Response:
        request_id = request.headers.get("x-request-id") or uuid.uuid4().hex
        began = time.monotonic()
        try:
            response = await self._handle(request)
        except ClientGone:
            return Response(status_code=499)
        response.headers["X-Request-Id"] = request_id
        self._bus.publish(RequestAnswered(request_id, response.status_code, time.monotonic() - began))
        return response

    async def _handle(self, request: Request) -> Response:
        try:
            parsed = PredictRequest.parse(await self._body(request))
        except BodyTooLarge:
            return self._error(413, f"the body has more than {self._limit} bytes")
        except BodyInvalid as exc:
            return self._error(400, str(exc))
        if not self._lifecycle.accepts_work:
            return self._error(503, "the gateway is shutting down", retry=True)
        try:
            job = await self._coordinator.enqueue(parsed.input)
        except CapacityExceeded:
            return self._error(503, "the gateway is at capacity", retry=True)
        try:
            output = await self._result(request, job)
        except UpstreamFailure as exc:
            return self._error(502, str(exc))
        return JSONResponse(PredictResponse(output).to_dict())

    async def _body(self, request: Request) -> bytes:
        chunks, size = [], 0
        async for chunk in request.stream():
            size += len(chunk)
            if size > self._limit:
                raise BodyTooLarge
            chunks.append(chunk)
        return b"".join(chunks)

    async def _result(self, request: Request, job: Job):
        watcher = asyncio.ensure_future(self._disconnected(request))
        try:
            await asyncio.wait((job.future, watcher), return_when=asyncio.FIRST_COMPLETED)
            if job.future.done():
                return job.future.result()
            raise ClientGone
        finally:
            watcher.cancel()
            self._coordinator.abandon(job)

    @staticmethod
    async def _disconnected(request: Request) -> None:
        while True:
            message = await request.receive()
            if message["type"] == "http.disconnect":
                return

    def _error(self, status: int, text: str, retry: bool = False) -> Response:
        headers = {"Retry-After": str(self._retry_after)} if retry else None
        return JSONResponse(ErrorResponse(text).to_dict(), status_code=status, headers=headers)


class HealthController:
    def __init__(self, lifecycle: Lifecycle, coordinator: Coordinator) -> None:
        self._lifecycle = lifecycle
        self._coordinator = coordinator

    async def __call__(self, request: Request) -> Response:
        body = {"state": self._lifecycle.state.name.lower(), "queue_depth": self._coordinator.depth}
        return JSONResponse(body, status_code=200 if self._lifecycle.accepts_work else 503)


class MetricsController:
    def __init__(self, collector: MetricsCollector, coordinator: Coordinator) -> None:
        self._collector = collector
        self._coordinator = coordinator

    async def __call__(self, request: Request) -> Response:
        return PlainTextResponse(self._collector.render(lambda: self._coordinator.depth))
