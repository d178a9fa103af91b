"""The batching service."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Dict, List

from gateway.domain.entities import Batch, InferenceRequest
from gateway.domain.errors import DomainError, Draining, ModelFailure, Overloaded
from gateway.domain.ports import AuditPort, ModelPort, TelemetryPort, TracerPort
from gateway.shared.config import PlatformConfig
from gateway.shared.result import Err, Ok, Result

Outcome = Result[Any, DomainError]


class BatchingService:
    """Collects requests into batches and hands them to the model."""

    def __init__(
        self, config: PlatformConfig, model: ModelPort, telemetry: TelemetryPort, audit: AuditPort, tracer: TracerPort
    ) -> None:
        self._queue = config.queue
        self._attempts = config.model.attempts
        self._free = config.model.slots
        self._slots = config.model.slots
        self._model = model
        self._telemetry = telemetry
        self._audit = audit
        self._tracer = tracer
        self._waiting: List[InferenceRequest] = []
        self._outcomes: Dict[str, "asyncio.Future[Outcome]"] = {}
        self._alarm: asyncio.TimerHandle | None = None
        self._background: set[asyncio.Task[None]] = set()
        self.draining = False

    @property
    def depth(self) -> int:
        return len(self._waiting)

    async def submit(self, request: InferenceRequest) -> Outcome:
        if self.draining:
            return Err(Draining("the platform is draining"))
        if self.depth >= self._queue.capacity:
            return Err(Overloaded("the waiting room is full"))
        outcome: "asyncio.Future[Outcome]" = asyncio.get_running_loop().create_future()
        self._outcomes[request.id] = outcome
        self._waiting.append(request)
        self._schedule()
        try:
            return await outcome
        except asyncio.CancelledError:
            self._abandon(request)
            raise
        finally:
            self._outcomes.pop(request.id, None)

    def _abandon(self, request: InferenceRequest) -> None:
        if request in self._waiting:
            self._waiting = [other for other in self._waiting if other is not request]
            request.abandon()

    def _schedule(self) -> None:
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        while self._waiting and self._free:
            wait = self._waiting[0].accepted_at + self._queue.linger - time.monotonic()
            if self.depth < self._queue.batch_size and wait > 0:
                self._alarm = asyncio.get_running_loop().call_later(wait, self._schedule)
                return
            size = self._queue.batch_size
            members, self._waiting = self._waiting[:size], self._waiting[size:]
            self._free -= 1
            task = asyncio.get_running_loop().create_task(self._execute(Batch(members)))
            self._background.add(task)
            task.add_done_callback(self._background.discard)

    async def _execute(self, batch: Batch) -> None:
        for request in batch.requests:
            request.batch()
        self._telemetry.batch_started(batch)
        try:
            with self._tracer.span("batch", id=batch.id, size=len(batch)):
                result = await self._attempt(batch)
        except Exception as error:
            result = Err(ModelFailure(f"unexpected: {error!r}"))
        finally:
            self._free += 1
        await self._deliver(batch, result)
        self._schedule()

    async def _attempt(self, batch: Batch) -> Result[List[Any], ModelFailure]:
        result: Result[List[Any], ModelFailure] = Err(ModelFailure("not attempted"))
        for _ in range(self._attempts):
            result = await self._model.infer(batch.texts)
            if result.is_ok:
                break
        return result

    async def _deliver(self, batch: Batch, result: Result[List[Any], ModelFailure]) -> None:
        for index, request in enumerate(batch.requests):
            if isinstance(result, Ok):
                request.complete(result.value[index])
                outcome: Outcome = Ok(request.output)
            else:
                request.fail(result.error.message)
                outcome = result
            future = self._outcomes.get(request.id)
            if future is not None and not future.done():
                future.set_result(outcome)
            await self._audit.record(request)

    async def drain(self) -> None:
        self.draining = True
        while self._waiting or self._background:
            await asyncio.sleep(0.01)
