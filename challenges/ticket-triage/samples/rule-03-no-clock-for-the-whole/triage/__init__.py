"""Support triage: read a ticket with a language model, decide category, urgency and first reply."""

from .desk import triage_ticket
from .ticket import InvalidTicket

__all__ = ["InvalidTicket", "triage_ticket"]
