from __future__ import annotations

import asyncio
import json
from typing import Any

from triage.application.commands.requests import ParseTicketQuery, TriageTicketCommand
from triage.application.dto import ErrorDto, ResultDto
from triage.application.mediator import Mediator
from triage.domain.errors import DomainError
from triage.infrastructure.streams.standard import StandardInput, StandardOutput
from triage.presentation.composition import compose
from triage.presentation.presenters import JsonLinePresenter


class ConsoleController:
    PARALLEL = 8

    def __init__(self) -> None:
        self._source = StandardInput()
        self._sink = StandardOutput()
        self._presenter = JsonLinePresenter()
        self._gate = asyncio.Semaphore(self.PARALLEL)

    async def execute(self) -> None:
        pending: asyncio.Queue[asyncio.Task[ResultDto | ErrorDto] | None] = asyncio.Queue()
        async with compose() as mediator, asyncio.TaskGroup() as group:
            group.create_task(self._emit(pending))
            async for line in self._source.lines():
                if line.strip():
                    pending.put_nowait(group.create_task(self._process(mediator, line)))
            pending.put_nowait(None)

    async def _emit(self, pending: asyncio.Queue[Any]) -> None:
        while (task := await pending.get()) is not None:
            self._sink.write(self._presenter.present(await task))

    async def _process(self, mediator: Mediator, line: bytes) -> ResultDto | ErrorDto:
        raw: Any = None
        try:
            raw = self._decode(line)
            dto = await mediator.send(ParseTicketQuery(raw))
        except DomainError as error:
            return ErrorDto(self._id(raw), str(error))
        async with self._gate:
            return await mediator.send(TriageTicketCommand(dto))

    @staticmethod
    def _decode(line: bytes) -> Any:
        try:
            return json.loads(line.decode())
        except (ValueError, RecursionError) as error:
            raise DomainError(f"line can't be read as JSON ({type(error).__name__})") from error

    @staticmethod
    def _id(raw: Any) -> str | None:
        known = raw.get("id") if isinstance(raw, dict) else None
        return known if isinstance(known, str) else None
