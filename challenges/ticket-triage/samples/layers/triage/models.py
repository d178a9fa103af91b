"""Domain models."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum
from typing import Any

from triage.exceptions import TicketValidationError


class Category(str, Enum):
    """Category of a ticket."""

    BILLING = "billing"
    BUG = "bug"
    HOW_TO = "how_to"
    ACCOUNT = "account"
    FEATURE_REQUEST = "feature_request"
    OTHER = "other"


class CustomerTier(str, Enum):
    """Tier of the customer who wrote the ticket."""

    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class Urgency(IntEnum):
    """Urgency of a ticket."""

    NOW = 1
    SOON = 2
    LATER = 3
    WHENEVER = 4


class Source(str, Enum):
    """Where a result comes from."""

    MODEL = "model"
    FALLBACK = "fallback"


@dataclass(frozen=True)
class Ticket:
    """A validated support ticket."""

    id: str
    subject: str
    body: str
    customer_tier: CustomerTier
    received_at: datetime

    @classmethod
    def from_dict(cls, data: Any) -> Ticket:
        """Validate a mapping and build a ticket from it.

        Raises:
            TicketValidationError: if the mapping does not describe a ticket.
        """
        if not isinstance(data, dict):
            raise TicketValidationError("ticket must be an object")
        raw_id = data.get("id")
        ticket_id = raw_id if isinstance(raw_id, str) else None
        for field in ("id", "subject", "body", "customer_tier", "received_at"):
            if field not in data:
                raise TicketValidationError(f"missing field: {field}", ticket_id=ticket_id)
            if not isinstance(data[field], str):
                raise TicketValidationError(f"field must be a string: {field}", ticket_id=ticket_id)
        try:
            tier = CustomerTier(data["customer_tier"])
        except ValueError as exc:
            raise TicketValidationError("unknown customer tier", ticket_id=ticket_id) from exc
        try:
            received_at = datetime.fromisoformat(data["received_at"])
        except ValueError as exc:
            raise TicketValidationError("received_at is not an ISO 8601 timestamp", ticket_id=ticket_id) from exc
        return cls(data["id"], data["subject"], data["body"], tier, received_at)


@dataclass(frozen=True)
class ModelVerdict:
    """What the model said about a ticket, after validation."""

    category: Category
    urgency: Urgency
    needs_human: bool
    reply: str


@dataclass(frozen=True)
class TriageResult:
    """The final result for a ticket."""

    ticket_id: str
    category: Category
    urgency: Urgency
    needs_human: bool
    reply: str
    source: Source

    def to_dict(self) -> dict[str, Any]:
        """Serialize the result to plain data."""
        return {
            "id": self.ticket_id,
            "category": self.category.value,
            "urgency": int(self.urgency),
            "needs_human": self.needs_human,
            "reply": self.reply,
            "source": self.source.value,
        }
