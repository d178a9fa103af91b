"""Facade that hides the framework behind one function."""

import asyncio
from typing import Any

from triage.core.container import Container, build_container
from triage.core.types import JsonObject
from triage.pipeline.context import TriageContext


def triage_ticket(ticket: dict[str, Any]) -> JsonObject:
    """Triage one ticket and return the result as plain data. Raises ValueError for an invalid ticket."""
    container = build_container()
    container.schema.validate(ticket)
    return asyncio.run(_run(container, ticket))


async def _run(container: Container, ticket: JsonObject) -> JsonObject:
    async with container:
        context = TriageContext(ticket=ticket)
        await container.pipeline.execute(context)
        return context.to_result()
