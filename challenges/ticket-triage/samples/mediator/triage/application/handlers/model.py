from __future__ import annotations

import asyncio

from triage.application.commands.requests import AskModelCommand
from triage.application.dto import CompletionStatus
from triage.application.errors import UnusableAnswer
from triage.application.mappers.verdicts import VerdictMapper
from triage.application.mediator import Handler
from triage.application.ports.gateways import CompletionGateway
from triage.domain.model import Verdict


class AskModelHandler(Handler):
    def __init__(self, gateway: CompletionGateway, mapper: VerdictMapper) -> None:
        self._gateway = gateway
        self._mapper = mapper

    async def handle(self, request: AskModelCommand) -> Verdict | None:
        try:
            return await asyncio.wait_for(self._attempts(request), request.budget_s)
        except asyncio.TimeoutError:
            return None

    async def _attempts(self, request: AskModelCommand) -> Verdict | None:
        for attempt in range(1, request.attempts + 1):
            result = await self._gateway.complete(request.prompt)
            if result.status is CompletionStatus.REJECTED:
                return None
            if result.status is CompletionStatus.TEXT:
                try:
                    return self._mapper.from_text(result.text)
                except UnusableAnswer:
                    continue
            if result.status is CompletionStatus.RATE_LIMITED and attempt < request.attempts:
                await asyncio.sleep(result.pause_s)
        return None
