"""The batch scheduler: queue, dispatch loop, and draining."""

from __future__ import annotations

import asyncio
import enum
from collections import deque
from dataclasses import dataclass
from typing import Any, Callable

from .errors import DrainingError, GatewayError, OverloadedError, UpstreamError
from .interfaces import AdmissionPolicy, BatchingStrategy, Clock, ModelTransport


class SchedulerState(enum.Enum):
    RUNNING = "running"
    DRAINING = "draining"
    STOPPED = "stopped"


@dataclass(eq=False)
class WorkItem:
    payload: str
    enqueued_at: float
    future: asyncio.Future


class BatchScheduler:
    def __init__(
        self,
        transport: ModelTransport,
        batching: BatchingStrategy,
        admission: AdmissionPolicy,
        clock: Clock,
        max_concurrency: int,
        retry_after: int,
        on_batch: Callable[[int], None],
    ) -> None:
        self._transport = transport
        self._batching = batching
        self._admission = admission
        self._clock = clock
        self._retry_after = retry_after
        self._on_batch = on_batch
        self._slots = max_concurrency
        self._active = 0
        self._queue: deque[WorkItem] = deque()
        self._wakeup = asyncio.Event()
        self._idle = asyncio.Event()
        self._idle.set()
        self._tasks: set[asyncio.Task] = set()
        self.state = SchedulerState.RUNNING
        self._loop_task = asyncio.create_task(self._dispatch_loop())

    @property
    def depth(self) -> int:
        return len(self._queue)

    async def submit(self, payload: str) -> Any:
        if self.state is not SchedulerState.RUNNING:
            raise DrainingError()
        if not self._admission.admit(self.depth):
            raise OverloadedError(self._retry_after)
        item = WorkItem(payload, self._clock.now(), asyncio.get_running_loop().create_future())
        self._queue.append(item)
        self._update()
        try:
            return await item.future
        except asyncio.CancelledError:
            self._discard(item)
            raise

    def _discard(self, item: WorkItem) -> None:
        if item in self._queue:
            self._queue.remove(item)
            self._update()

    def _update(self) -> None:
        if self._queue or self._active:
            self._idle.clear()
        else:
            self._idle.set()
        self._wakeup.set()

    async def _dispatch_loop(self) -> None:
        while True:
            timeout = self._dispatch_ready()
            self._wakeup.clear()
            try:
                await asyncio.wait_for(self._wakeup.wait(), timeout)
            except asyncio.TimeoutError:
                pass

    def _dispatch_ready(self) -> float | None:
        """Dispatch what is ready; returns the seconds until something may be, None if only an event can change that."""
        while self._queue and self._active < self._slots:
            delay = self._batching.ready_in(len(self._queue), self._queue[0].enqueued_at, self._clock.now())
            if delay > 0:
                return delay
            items = [self._queue.popleft() for _ in range(self._batching.size(len(self._queue)))]
            self._active += 1
            task = asyncio.create_task(self._execute(items))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        return None

    async def _execute(self, items: list[WorkItem]) -> None:
        self._on_batch(len(items))
        try:
            outputs = await self._transport.predict([item.payload for item in items])
        except GatewayError as error:
            self._fail(items, error)
        except Exception as error:  # a bug must not leave clients waiting
            self._fail(items, UpstreamError(f"unexpected failure: {error!r}"))
        else:
            for item, output in zip(items, outputs):
                if not item.future.done():
                    item.future.set_result(output)
        finally:
            self._active -= 1
            self._update()

    @staticmethod
    def _fail(items: list[WorkItem], error: Exception) -> None:
        for item in items:
            if not item.future.done():
                item.future.set_exception(error)

    async def drain(self) -> None:
        self.state = SchedulerState.DRAINING
        await self._idle.wait()
        self.state = SchedulerState.STOPPED
        self._loop_task.cancel()
        await self._transport.close()
