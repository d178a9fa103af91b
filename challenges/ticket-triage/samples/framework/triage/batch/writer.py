"""Ordered writing of results."""

import asyncio
import json
from typing import TextIO

from triage.core.types import JsonObject


class OrderedWriter:
    """Writes results in the order of their submission."""

    def __init__(self, stream: TextIO, flush_every: int) -> None:
        self._stream = stream
        self._flush_every = max(1, flush_every)
        self._written = 0
        self._queue: asyncio.Queue[asyncio.Task[JsonObject] | None] = asyncio.Queue()

    def submit(self, task: "asyncio.Task[JsonObject]") -> None:
        """Add a result that will be there some time."""
        self._queue.put_nowait(task)

    def finish(self) -> None:
        """No more results will come."""
        self._queue.put_nowait(None)

    async def run(self) -> None:
        """Write until finished."""
        while (task := await self._queue.get()) is not None:
            self._stream.write(json.dumps(await task) + "\n")
            self._written += 1
            if self._written % self._flush_every == 0:
                self._stream.flush()
        self._stream.flush()
