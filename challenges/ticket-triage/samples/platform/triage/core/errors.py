"""Errors with machine readable codes."""

from enum import Enum


class ErrorCode(Enum):
    """Code of an error."""

    INVALID_TICKET = "E1001"
    PROVIDER_TRANSIENT = "E2001"
    PROVIDER_RATE_LIMIT = "E2002"
    PROVIDER_PERMANENT = "E2003"
    PROVIDER_CIRCUIT_OPEN = "E2004"
    INVALID_ANSWER = "E3001"


class FrameworkError(Exception):
    """Base class of all errors."""

    code: ErrorCode

    def __str__(self) -> str:
        return f"[{self.code.value}] {super().__str__()}"


class InvalidTicketError(FrameworkError, ValueError):
    """The ticket is invalid."""

    code = ErrorCode.INVALID_TICKET


class RetryableError(FrameworkError):
    """Another attempt may help."""

    code = ErrorCode.PROVIDER_TRANSIENT
    delay: float | None = None


class RateLimitError(RetryableError):
    """The provider wants us to wait."""

    code = ErrorCode.PROVIDER_RATE_LIMIT

    def __init__(self, delay: float | None) -> None:
        super().__init__("rate limited")
        self.delay = delay


class InvalidAnswerError(RetryableError):
    """The provider's answer is not usable."""

    code = ErrorCode.INVALID_ANSWER


class FatalProviderError(FrameworkError):
    """No attempt will help."""

    code = ErrorCode.PROVIDER_PERMANENT


class CircuitOpenError(FatalProviderError):
    """The circuit breaker is open."""

    code = ErrorCode.PROVIDER_CIRCUIT_OPEN
