from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Any

from triage.application.dto import ResultDto, TicketDto
from triage.domain.errors import DomainError, InvalidValue
from triage.domain.model import Ticket, TicketId, Tier


class TicketMapper:
    """Raw data to DTO to entity to DTO."""

    def from_raw(self, raw: Any) -> TicketDto:
        if not isinstance(raw, dict):
            raise DomainError("ticket has to be an object")
        values = {}
        for field in fields(TicketDto):
            if field.name not in raw:
                raise InvalidValue(field.name, "is required")
            if not isinstance(raw[field.name], str):
                raise InvalidValue(field.name, "has to be text")
            values[field.name] = raw[field.name]
        dto = TicketDto(**values)
        self.to_entity(dto)
        return dto

    def to_entity(self, dto: TicketDto) -> Ticket:
        try:
            tier = Tier(dto.customer_tier)
        except ValueError:
            raise InvalidValue("customer_tier", "has to be free, pro or enterprise") from None
        try:
            received_at = datetime.fromisoformat(dto.received_at)
        except ValueError:
            raise InvalidValue("received_at", "has to be a date and time in ISO 8601") from None
        return Ticket(TicketId(dto.id), dto.subject, dto.body, tier, received_at)

    def to_result(self, ticket: Ticket) -> ResultDto:
        verdict = ticket.verdict
        if verdict is None:
            raise DomainError("ticket has no verdict")
        return ResultDto(
            id=ticket.id.value,
            category=verdict.category.value,
            urgency=verdict.urgency.value,
            needs_human=verdict.needs_human,
            reply=verdict.reply.value,
            source=verdict.origin.value,
        )
