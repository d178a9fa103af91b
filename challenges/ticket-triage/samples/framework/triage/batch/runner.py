"""Runs batches."""

import asyncio
from typing import BinaryIO, TextIO

from triage.batch.reader import LineReader
from triage.batch.writer import OrderedWriter
from triage.core.container import Container
from triage.core.errors import InvalidTicketError
from triage.core.types import JsonObject
from triage.pipeline.context import TriageContext


class BatchRunner:
    """Reads tickets, triages them concurrently, writes results."""

    def __init__(self, container: Container, source: BinaryIO, sink: TextIO) -> None:
        self._container = container
        self._reader = LineReader(source)
        self._writer = OrderedWriter(sink, container.settings.batch.flush_every)
        self._slots = asyncio.Semaphore(container.settings.batch.concurrency)

    async def run(self) -> None:
        """Run to the end of the input."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._writer.run())
            async for line in self._reader:
                self._writer.submit(group.create_task(self._process(line)))
            self._writer.finish()

    async def _process(self, line: bytes) -> JsonObject:
        ticket = None
        try:
            ticket = self._container.schema.decode(line)
            self._container.schema.validate(ticket)
        except InvalidTicketError as error:
            ident = ticket.get("id") if isinstance(ticket, dict) else None
            return {"id": ident if isinstance(ident, str) else None, "error": str(error)}
        async with self._slots:
            context = TriageContext(ticket=ticket)
            await self._container.pipeline.execute(context)
            return context.to_result()
