"""Entities and value objects."""

from triage.domain.model.entity import AggregateRoot
from triage.domain.model.ticket import Ticket
from triage.domain.model.values import Category, Reply, Tier, TicketId, Urgency
from triage.domain.model.verdict import Origin, Verdict

__all__ = ["AggregateRoot", "Category", "Origin", "Reply", "Ticket", "TicketId", "Tier", "Urgency", "Verdict"]
