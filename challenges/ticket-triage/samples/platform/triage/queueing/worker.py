"""Workers that take tickets from a broker."""

import asyncio
import logging

from triage.core.container import Container
from triage.pipeline.context import TriageContext
from triage.queueing.broker import Broker

_logger = logging.getLogger("triage.worker")


class WorkerPool:
    """Several workers on one broker."""

    def __init__(self, container: Container, broker: Broker, size: int) -> None:
        self._container = container
        self._broker = broker
        self._size = size
        self._tasks: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start all workers."""
        self._tasks = [asyncio.create_task(self._work(index), name=f"worker-{index}") for index in range(self._size)]

    async def stop(self) -> None:
        """Stop all workers."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _work(self, index: int) -> None:
        while True:
            message = await self._broker.consume()
            try:
                await self._container.pipeline.execute(TriageContext(ticket=message.ticket))
            except Exception:
                _logger.exception("worker %d failed", index)
                await self._broker.reject(message)
