"""The coordinator owns the lanes and the model slots."""

from __future__ import annotations

import asyncio
import time
from typing import Any

from gateway.core.events import BatchDispatched, DrainFinished, DrainStarted, EventBus, InputAbandoned, InputQueued
from gateway.core.lanes import Job, LaneSet
from gateway.core.lifecycle import Lifecycle
from gateway.core.pipeline import Call, UpstreamFailure
from gateway.core.settings import Settings


class Coordinator:
    def __init__(self, settings: Settings, bus: EventBus, lanes: LaneSet, call: Call, lifecycle: Lifecycle) -> None:
        self._size = settings.batching.max_size
        self._window = settings.batching.window_seconds
        self._poll = settings.shutdown.poll_seconds
        self._bus = bus
        self._lanes = lanes
        self._call = call
        self._lifecycle = lifecycle
        self._changed = asyncio.Condition()
        self._active = 0
        self._consumers = [asyncio.create_task(self._consume()) for _ in range(settings.upstream.max_connections)]

    @property
    def depth(self) -> int:
        return self._lanes.depth

    async def enqueue(self, text: str, lane: str | None = None) -> Job:
        job = Job(text, lane or self._lanes.default, asyncio.get_running_loop().create_future())
        self._lanes.put(job)
        self._bus.publish(InputQueued(job.lane, self._lanes.depth))
        async with self._changed:
            self._changed.notify(1)
        return job

    def abandon(self, job: Job) -> None:
        if self._lanes.remove(job):
            self._bus.publish(InputAbandoned(job.lane))
        job.future.cancel()

    async def _consume(self) -> None:
        while True:
            jobs = await self._collect()
            if not jobs:
                continue
            self._active += 1
            try:
                await self._process(jobs)
            finally:
                self._active -= 1

    async def _collect(self) -> list[Job]:
        """Wait for a job, then for company, but not longer than the window since the oldest job came."""
        async with self._changed:
            while not self._lanes.depth:
                await self._changed.wait()
            while 0 < self._lanes.depth < self._size:
                remaining = self._lanes.oldest() + self._window - time.monotonic()
                if remaining <= 0:
                    break
                try:
                    await asyncio.wait_for(self._changed.wait(), remaining)
                except asyncio.TimeoutError:
                    pass
            return self._lanes.take(self._size)

    async def _process(self, jobs: list[Job]) -> None:
        self._bus.publish(BatchDispatched(len(jobs)))
        try:
            outputs = await self._call([job.text for job in jobs])
        except UpstreamFailure as exc:
            self._settle(jobs, [exc] * len(jobs))
        else:
            self._settle(jobs, outputs)

    @staticmethod
    def _settle(jobs: list[Job], results: list[Any]) -> None:
        for job, result in zip(jobs, results):
            if job.future.done():
                continue
            if isinstance(result, UpstreamFailure):
                job.future.set_exception(result)
            else:
                job.future.set_result(result)

    async def drain(self) -> None:
        self._lifecycle.drain()
        self._bus.publish(DrainStarted())
        while self._active or self._lanes.depth:
            await asyncio.sleep(self._poll)
        for consumer in self._consumers:
            consumer.cancel()
        self._lifecycle.stop()
        self._bus.publish(DrainFinished())
