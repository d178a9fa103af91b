"""The upstream call as a pipeline of stages, each wrapping the next one."""

from __future__ import annotations

import asyncio
import random
import time
from typing import Any, Awaitable, Callable, Protocol

import httpx

from gateway.core.events import AttemptFailed, BatchFailed, BatchSucceeded, EventBus
from gateway.core.settings import Settings
from gateway.resilience.backoff import backoffs
from gateway.resilience.breaker import CircuitBreaker

Call = Callable[[list[str]], Awaitable[list[Any]]]


class UpstreamFailure(Exception):
    """The upstream did not produce a usable answer."""


class Stage(Protocol):
    def wrap(self, following: Call) -> Call: ...


class ReportingStage:
    """Outermost: publishes what became of the batch."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus

    def wrap(self, following: Call) -> Call:
        async def call(inputs: list[str]) -> list[Any]:
            began = time.monotonic()
            try:
                outputs = await following(inputs)
            except UpstreamFailure as exc:
                self._bus.publish(BatchFailed(len(inputs), str(exc)))
                raise
            self._bus.publish(BatchSucceeded(len(inputs), time.monotonic() - began))
            return outputs

        return call


class BreakerStage:
    """Fails fast while the circuit is open (only where enabled)."""

    def __init__(self, breaker: CircuitBreaker) -> None:
        self._breaker = breaker

    def wrap(self, following: Call) -> Call:
        async def call(inputs: list[str]) -> list[Any]:
            if not self._breaker.allows():
                raise UpstreamFailure("the circuit is open")
            try:
                outputs = await following(inputs)
            except UpstreamFailure:
                self._breaker.failed()
                raise
            self._breaker.succeeded()
            return outputs

        return call


class RetryStage:
    def __init__(self, settings: Settings, bus: EventBus) -> None:
        self._attempts = settings.retry.max_attempts
        self._backoff = backoffs[settings.retry.backoff](settings.retry.base_delay_seconds)
        self._jitter = settings.retry.jitter
        self._bus = bus

    def wrap(self, following: Call) -> Call:
        async def call(inputs: list[str]) -> list[Any]:
            for attempt in range(1, self._attempts + 1):
                try:
                    return await following(inputs)
                except UpstreamFailure as exc:
                    self._bus.publish(AttemptFailed(attempt, str(exc)))
                    if attempt == self._attempts:
                        raise
                await self._pause(attempt)
            raise AssertionError("unreachable")

        return call

    async def _pause(self, attempt: int) -> None:
        delay = self._backoff(attempt)
        if self._jitter:
            delay *= random.uniform(0.5, 1.5)
        if delay > 0:
            await asyncio.sleep(delay)


class ValidationStage:
    """Checks that there is one output for each input."""

    def wrap(self, following: Call) -> Call:
        async def call(inputs: list[str]) -> list[Any]:
            document = await following(inputs)
            outputs = document.get("outputs") if isinstance(document, dict) else None
            if not isinstance(outputs, list):
                raise UpstreamFailure("the answer has no list of outputs")
            if len(outputs) != len(inputs):
                raise UpstreamFailure("the number of outputs differs from the number of inputs")
            return outputs

        return call


class HttpStage:
    """Innermost: the HTTP exchange."""

    def __init__(self, settings: Settings) -> None:
        self._url = f"{settings.upstream.url}/predict"
        self._timeout = settings.upstream.timeout_seconds
        limits = httpx.Limits(max_connections=settings.upstream.max_connections * 2)
        self._client = httpx.AsyncClient(timeout=self._timeout, limits=limits, trust_env=False)

    def wrap(self, following: Call) -> Call:
        async def call(inputs: list[str]) -> Any:
            try:
                response = await asyncio.wait_for(self._client.post(self._url, json={"inputs": inputs}), self._timeout)
            except asyncio.TimeoutError:
                raise UpstreamFailure("no complete answer in time") from None
            except httpx.HTTPError as exc:
                raise UpstreamFailure(f"{type(exc).__name__} while talking to the model") from exc
            if response.status_code != 200:
                raise UpstreamFailure(f"the model answered with status {response.status_code}")
            try:
                return response.json()
            except ValueError:
                raise UpstreamFailure("the model's answer is not JSON") from None

        return call

    async def close(self) -> None:
        await self._client.aclose()


class PipelineBuilder:
    """Builds the call from its stages, the outermost first."""

    def __init__(self) -> None:
        self._stages: list[Stage] = []

    def add(self, stage: Stage) -> "PipelineBuilder":
        self._stages.append(stage)
        return self

    def build(self) -> Call:
        async def nothing(inputs: list[str]) -> list[Any]:
            raise AssertionError("a pipeline ends with the HTTP stage")

        call: Call = nothing
        for stage in reversed(self._stages):
            call = stage.wrap(call)
        return call
