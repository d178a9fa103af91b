"""Composition root: the only place that knows all layers."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator

import httpx

from triage.application.behaviours.standard import CountingBehaviour, LoggingBehaviour, TimingBehaviour
from triage.application.commands.requests import AskModelCommand, BuildPromptQuery, ParseTicketQuery, TriageTicketCommand
from triage.application.handlers.model import AskModelHandler
from triage.application.handlers.prompts import BuildPromptHandler
from triage.application.handlers.tickets import ParseTicketHandler, TriageTicketHandler
from triage.application.mappers.tickets import TicketMapper
from triage.application.mappers.verdicts import VerdictMapper
from triage.application.mediator import Mediator
from triage.domain.services.escalation import EscalationService
from triage.domain.services.fallback import FallbackFactory
from triage.infrastructure.http.openai import OpenAiCompletionGateway
from triage.infrastructure.persistence.memory import InMemoryUnitOfWork, NullEventPublisher
from triage.infrastructure.privacy.luhn import LuhnChecker
from triage.infrastructure.privacy.regex_gateway import RegexPrivacyGateway


@contextlib.asynccontextmanager
async def compose() -> AsyncIterator[Mediator]:
    async with httpx.AsyncClient(timeout=None) as client:
        mediator = Mediator([LoggingBehaviour(), TimingBehaviour(), CountingBehaviour()])
        tickets, publisher = TicketMapper(), NullEventPublisher()
        mediator.register(ParseTicketQuery, ParseTicketHandler(tickets))
        mediator.register(BuildPromptQuery, BuildPromptHandler(RegexPrivacyGateway(LuhnChecker())))
        mediator.register(AskModelCommand, AskModelHandler(OpenAiCompletionGateway(client), VerdictMapper()))
        mediator.register(
            TriageTicketCommand,
            TriageTicketHandler(mediator, tickets, EscalationService(), FallbackFactory(), lambda: InMemoryUnitOfWork(publisher)),
        )
        yield mediator
