from __future__ import annotations

from collections.abc import Callable

from triage.application.commands.requests import AskModelCommand, BuildPromptQuery, ParseTicketQuery, TriageTicketCommand
from triage.application.dto import ResultDto, TicketDto
from triage.application.mappers.tickets import TicketMapper
from triage.application.mediator import Handler, Mediator
from triage.application.ports.gateways import UnitOfWork
from triage.domain.services.escalation import EscalationService
from triage.domain.services.fallback import FallbackFactory


class ParseTicketHandler(Handler):
    def __init__(self, mapper: TicketMapper) -> None:
        self._mapper = mapper

    async def handle(self, request: ParseTicketQuery) -> TicketDto:
        return self._mapper.from_raw(request.raw)


class TriageTicketHandler(Handler):
    def __init__(
        self,
        mediator: Mediator,
        mapper: TicketMapper,
        escalation: EscalationService,
        fallbacks: FallbackFactory,
        unit_of_work: Callable[[], UnitOfWork],
    ) -> None:
        self._mediator = mediator
        self._mapper = mapper
        self._escalation = escalation
        self._fallbacks = fallbacks
        self._unit_of_work = unit_of_work

    async def handle(self, request: TriageTicketCommand) -> ResultDto:
        async with self._unit_of_work() as work:
            ticket = self._mapper.to_entity(request.ticket)
            await work.tickets.add(ticket)
            prompt = await self._mediator.send(BuildPromptQuery(ticket.subject, ticket.body))
            verdict = await self._mediator.send(AskModelCommand(prompt))
            if verdict is None:
                ticket.conclude(self._fallbacks.create())
            else:
                ticket.conclude(self._escalation.escalate(ticket, verdict))
            await work.commit()
            return self._mapper.to_result(ticket)
