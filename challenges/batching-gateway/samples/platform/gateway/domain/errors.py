"""Domain errors."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DomainError:
    message: str
    code: str = "internal"


@dataclass(frozen=True)
class ValidationError(DomainError):
    code: str = "validation"


@dataclass(frozen=True)
class PayloadTooLarge(DomainError):
    code: str = "too_large"


@dataclass(frozen=True)
class Overloaded(DomainError):
    code: str = "overloaded"


@dataclass(frozen=True)
class Draining(DomainError):
    code: str = "draining"


@dataclass(frozen=True)
class Unauthorized(DomainError):
    code: str = "unauthorized"


@dataclass(frozen=True)
class ModelFailure(DomainError):
    code: str = "model_failure"
