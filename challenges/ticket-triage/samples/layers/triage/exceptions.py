"""Exception hierarchy of the triage component."""

from __future__ import annotations


class TriageError(Exception):
    """Base class for all errors raised by this package."""


class TicketValidationError(TriageError, ValueError):
    """Raised when a ticket does not conform to the expected schema."""

    def __init__(self, message: str, *, ticket_id: str | None = None) -> None:
        super().__init__(message)
        self.ticket_id = ticket_id


class ModelClientError(TriageError):
    """Base class for errors related to the language model."""


class TransientModelError(ModelClientError):
    """Raised when the model failed in a way that may succeed when retried."""


class RateLimitedError(TransientModelError):
    """Raised when the model asked us to slow down."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class PermanentModelError(ModelClientError):
    """Raised when retrying can not help."""


class ResponseValidationError(TransientModelError):
    """Raised when the model's answer does not conform to the expected schema."""
