"""Gathers inputs."""

import asyncio
import logging
import time

from gateway.upstream import UpstreamFailed

log = logging.getLogger("gateway.batcher")


class QueueFull(Exception):
    pass


class Batcher:
    def __init__(self, environment, upstream, metrics):
        self.environment, self.upstream, self.metrics = environment, upstream, metrics
        self.queue = []  # (future, text, arrival)
        self.running = 0
        self.timer = None
        metrics.queue_depth.track(lambda: len(self.queue))

    def submit(self, text):
        if len(self.queue) >= self.environment.queue_limit:
            raise QueueFull
        future = asyncio.get_running_loop().create_future()
        self.queue.append((future, text, time.monotonic()))
        self.flush()
        return future

    def withdraw(self, future):
        self.queue = [entry for entry in self.queue if entry[0] is not future]

    def flush(self):
        """Send all that is due, and come back when more will be."""
        while self.running < self.environment.slots and self.queue:
            rest = self.queue[0][2] + self.environment.linger - time.monotonic()
            if rest > 0 and len(self.queue) < self.environment.batch_size:
                if self.timer is None:
                    self.timer = asyncio.get_running_loop().call_later(rest, self.ring)
                return
            batch = self.queue[: self.environment.batch_size]
            del self.queue[: self.environment.batch_size]
            self.running += 1
            asyncio.ensure_future(self.process(batch)).add_done_callback(self.finished)

    def ring(self):
        self.timer = None
        self.flush()

    def finished(self, task):
        self.running -= 1
        if not task.cancelled() and task.exception():
            log.error("batch crashed", exc_info=task.exception())
        self.flush()

    async def process(self, batch):
        self.metrics.batch_size.observe(len(batch))
        try:
            outputs = await self.upstream.predict([text for _, text, _ in batch])
            outcomes = [("set_result", output) for output in outputs]
        except UpstreamFailed as failure:
            outcomes = [("set_exception", failure)] * len(batch)
        for (future, _, _), (method, value) in zip(batch, outcomes):
            if not future.done():
                getattr(future, method)(value)

    async def idle(self):
        while self.queue or self.running:
            await asyncio.sleep(0.01)
