"""Batch processing of JSON Lines."""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any, BinaryIO, TextIO

from triage.client import OpenAIModelClient
from triage.config import Settings
from triage.exceptions import TicketValidationError
from triage.models import Ticket
from triage.service import TriageService


class JsonLinesPipeline:
    """Reads tickets from a stream, triages them concurrently, writes results in order."""

    def __init__(self, settings: Settings, source: BinaryIO | None = None, sink: TextIO | None = None) -> None:
        self._settings = settings
        self._source = source or sys.stdin.buffer
        self._sink = sink or sys.stdout

    async def run(self) -> None:
        """Process the whole stream."""
        semaphore = asyncio.Semaphore(self._settings.pipeline.max_concurrency)
        queue: asyncio.Queue[asyncio.Task[dict[str, Any]] | None] = asyncio.Queue(self._settings.pipeline.queue_size)
        async with OpenAIModelClient(self._settings.model) as client:
            service = TriageService(client, self._settings)
            await asyncio.gather(self._produce(service, semaphore, queue), self._consume(queue))

    async def _produce(self, service: TriageService, semaphore: asyncio.Semaphore, queue: asyncio.Queue[Any]) -> None:
        loop = asyncio.get_running_loop()
        while True:
            line = await loop.run_in_executor(None, self._source.readline)
            if not line:
                break
            if line.strip():
                await queue.put(asyncio.create_task(self._process(service, semaphore, line)))
        await queue.put(None)

    async def _consume(self, queue: asyncio.Queue[Any]) -> None:
        while (task := await queue.get()) is not None:
            result = await task
            self._sink.write(json.dumps(result) + "\n")
            self._sink.flush()

    async def _process(self, service: TriageService, semaphore: asyncio.Semaphore, line: bytes) -> dict[str, Any]:
        try:
            ticket = Ticket.from_dict(self._decode(line))
        except TicketValidationError as exc:
            return {"id": exc.ticket_id, "error": str(exc)}
        async with semaphore:
            return (await service.triage(ticket)).to_dict()

    @staticmethod
    def _decode(line: bytes) -> Any:
        try:
            return json.loads(line.decode("utf-8"))
        except RecursionError as exc:
            raise TicketValidationError("nested too deeply") from exc
        except ValueError as exc:
            raise TicketValidationError("line is not valid JSON") from exc
