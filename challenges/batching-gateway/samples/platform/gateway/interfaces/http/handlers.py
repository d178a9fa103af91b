"""HTTP handlers."""

from __future__ import annotations

import json
from typing import Union

from aiohttp import web

from gateway.application.batching import BatchingService
from gateway.application.use_cases import HealthUseCase, PredictUseCase
from gateway.domain.errors import DomainError, PayloadTooLarge, ValidationError
from gateway.domain.ports import TelemetryPort
from gateway.interfaces.http.mapping import ErrorMapper
from gateway.shared.config import PlatformConfig
from gateway.shared.result import Err, Ok, Result


class BodyReader:
    """Reads and validates a body."""

    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def read(self, request: web.Request) -> Result[str, Union[ValidationError, PayloadTooLarge]]:
        data = b""
        while chunk := await request.content.readany():
            data += chunk
            if len(data) > self._limit:
                return Err(PayloadTooLarge(f"the payload is larger than {self._limit} bytes"))
        return self.validate(data)

    @staticmethod
    def validate(data: bytes) -> Result[str, ValidationError]:
        try:
            document = json.loads(data)
        except (ValueError, RecursionError):
            return Err(ValidationError("the payload is not valid JSON"))
        if not isinstance(document, dict):
            return Err(ValidationError("the payload must be an object"))
        if "input" not in document:
            return Err(ValidationError("the field 'input' is required"))
        if not isinstance(document["input"], str):
            return Err(ValidationError("the field 'input' must be a string"))
        return Ok(document["input"])


class Handlers:
    def __init__(
        self,
        config: PlatformConfig,
        predict: PredictUseCase,
        health: HealthUseCase,
        batching: BatchingService,
        telemetry: TelemetryPort,
    ) -> None:
        self._reader = BodyReader(config.http.max_body)
        self._mapper = ErrorMapper(config.http.retry_after)
        self._predict = predict
        self._health = health
        self._batching = batching
        self._telemetry = telemetry

    async def predict(self, request: web.Request) -> web.Response:
        response = await self._predict_response(request)
        self._telemetry.request_finished(response.status)
        return response

    async def _predict_response(self, request: web.Request) -> web.Response:
        text = await self._reader.read(request)
        if isinstance(text, Err):
            return self._mapper.to_response(text.error)
        result: Result[object, DomainError] = await self._predict.execute(text.value, request.headers.get("Authorization"))
        if isinstance(result, Err):
            return self._mapper.to_response(result.error)
        return web.json_response({"output": result.value})

    async def health(self, request: web.Request) -> web.Response:
        healthy, details = self._health.execute()
        return web.json_response(details, status=200 if healthy else 503)

    async def metrics(self, request: web.Request) -> web.Response:
        return web.Response(text=self._telemetry.render(self._batching.depth), content_type="text/plain")

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/predict", self.predict),
            web.get("/healthz", self.health),
            web.get("/metrics", self.metrics),
        ]
