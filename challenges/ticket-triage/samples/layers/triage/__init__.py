"""
Ticket Triage
=============

A robust, production-ready support ticket triage component.

Public API:
    - ``triage_ticket``: triage one ticket synchronously.
    - ``TriageService``: the underlying service, for advanced use cases.
"""

from triage.config import Settings, load_settings
from triage.exceptions import (
    ModelClientError,
    PermanentModelError,
    RateLimitedError,
    ResponseValidationError,
    TicketValidationError,
    TransientModelError,
    TriageError,
)
from triage.models import Category, CustomerTier, Source, Ticket, TriageResult, Urgency
from triage.service import TriageService, triage_ticket

__all__ = [
    "Category",
    "CustomerTier",
    "ModelClientError",
    "PermanentModelError",
    "RateLimitedError",
    "ResponseValidationError",
    "Settings",
    "Source",
    "Ticket",
    "TicketValidationError",
    "TransientModelError",
    "TriageError",
    "TriageResult",
    "TriageService",
    "Urgency",
    "load_settings",
    "triage_ticket",
]

__version__ = "1.0.0"
