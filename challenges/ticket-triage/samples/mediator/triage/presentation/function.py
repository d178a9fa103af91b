from __future__ import annotations

import asyncio
from typing import Any

from triage.application.commands.requests import ParseTicketQuery, TriageTicketCommand
from triage.presentation.composition import compose
from triage.presentation.presenters import DictPresenter


def triage_ticket(ticket: dict[str, Any]) -> dict[str, Any]:
    """Triage one ticket. Raises DomainError, a ValueError, for what is no ticket."""

    async def run() -> dict[str, Any]:
        async with compose() as mediator:
            dto = await mediator.send(ParseTicketQuery(ticket))
            return DictPresenter().present(await mediator.send(TriageTicketCommand(dto)))

    return asyncio.run(run())
