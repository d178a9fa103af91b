"""Validation of tickets."""

import json
from typing import Any

from triage.core.errors import InvalidTicketError
from triage.core.types import TIERS, JsonObject
from triage.validation.rules import IsoTimestamp, IsType, OneOf, Schema


class TicketSchema:
    """The form of a ticket."""

    _schema = Schema(
        id=[IsType(str)],
        subject=[IsType(str)],
        body=[IsType(str)],
        customer_tier=[IsType(str), OneOf(TIERS)],
        received_at=[IsType(str), IsoTimestamp()],
    )

    def validate(self, value: Any) -> JsonObject:
        """Return the ticket, or raise InvalidTicketError."""
        if (problem := self._schema.problem(value)) is not None:
            raise InvalidTicketError(f"ticket {problem}")
        return value

    @staticmethod
    def decode(line: bytes) -> Any:
        """Decode a line, or raise InvalidTicketError."""
        try:
            return json.loads(line.decode("utf-8"))
        except (ValueError, RecursionError):
            raise InvalidTicketError("line is no JSON") from None
