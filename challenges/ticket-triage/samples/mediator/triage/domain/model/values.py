from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum

from triage.domain.errors import InvalidValue


class Category(Enum):
    BILLING = "billing"
    BUG = "bug"
    HOW_TO = "how_to"
    ACCOUNT = "account"
    FEATURE_REQUEST = "feature_request"
    OTHER = "other"


class Tier(Enum):
    FREE = "free"
    PRO = "pro"
    ENTERPRISE = "enterprise"


class Urgency(IntEnum):
    NOW = 1
    TODAY = 2
    THIS_WEEK = 3
    WHENEVER = 4


@dataclass(frozen=True)
class TicketId:
    value: str

    def __post_init__(self) -> None:
        if not isinstance(self.value, str):
            raise InvalidValue("id", "has to be text")


@dataclass(frozen=True)
class Reply:
    value: str

    LONGEST = 600

    def __post_init__(self) -> None:
        if not isinstance(self.value, str) or not 1 <= len(self.value) <= self.LONGEST:
            raise InvalidValue("reply", f"has to be text of 1 to {self.LONGEST} characters")
