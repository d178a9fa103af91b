"""The triage service."""

from __future__ import annotations

import asyncio
import logging
from typing import Any

from triage.client import ModelClient, OpenAIModelClient
from triage.config import Settings, load_settings
from triage.exceptions import ModelClientError
from triage.models import Category, ModelVerdict, Source, Ticket, TriageResult, Urgency
from triage.prompts import PromptBuilder
from triage.redaction import Redactor, default_redactor
from triage.retry import RetryPolicy
from triage.rules import EnterpriseBugRule, RuleEngine
from triage.validation import VerdictParser

logger = logging.getLogger(__name__)

FALLBACK_REPLY = "Thank you for contacting us. Your ticket has been received and a support agent will respond to you shortly."


class TriageService:
    """Coordinates prompt building, the model, validation and the business rules."""

    def __init__(
        self,
        client: ModelClient,
        settings: Settings,
        *,
        redactor: Redactor | None = None,
        parser: VerdictParser | None = None,
        rule_engine: RuleEngine | None = None,
        retry_policy: RetryPolicy | None = None,
    ) -> None:
        self._client = client
        self._prompts = PromptBuilder(redactor or default_redactor())
        self._parser = parser or VerdictParser()
        self._rules = rule_engine or RuleEngine([EnterpriseBugRule()])
        self._retry = retry_policy or RetryPolicy(settings.retry)

    async def triage(self, ticket: Ticket) -> TriageResult:
        """Triage one ticket. Never raises because of the model."""
        messages = self._prompts.build(ticket)

        async def attempt() -> ModelVerdict:
            return self._parser.parse(await self._client.complete(messages))

        try:
            verdict = await self._retry.run(attempt)
        except ModelClientError as exc:
            logger.warning("falling back for ticket %s: %s", ticket.id, exc)
            return self._fallback(ticket)
        verdict = self._rules.apply(ticket, verdict)
        return TriageResult(ticket.id, verdict.category, verdict.urgency, verdict.needs_human, verdict.reply, Source.MODEL)

    @staticmethod
    def _fallback(ticket: Ticket) -> TriageResult:
        return TriageResult(ticket.id, Category.OTHER, Urgency.SOON, True, FALLBACK_REPLY, Source.FALLBACK)


def triage_ticket(ticket: dict[str, Any]) -> dict[str, Any]:
    """Triage one ticket.

    Args:
        ticket: the ticket as plain data.

    Returns:
        The result as plain data.

    Raises:
        TicketValidationError: if the ticket is not valid. It is a ValueError.
    """
    validated = Ticket.from_dict(ticket)
    settings = load_settings()

    async def run() -> TriageResult:
        async with OpenAIModelClient(settings.model) as client:
            return await TriageService(client, settings).triage(validated)

    return asyncio.run(run()).to_dict()
