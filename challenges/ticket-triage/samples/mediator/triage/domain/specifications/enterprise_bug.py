from __future__ import annotations

from dataclasses import dataclass

from triage.domain.model.ticket import Ticket
from triage.domain.model.values import Category, Tier, Urgency
from triage.domain.model.verdict import Verdict
from triage.domain.specifications.base import Specification


@dataclass(frozen=True)
class JudgedTicket:
    ticket: Ticket
    verdict: Verdict


class IsEnterprise(Specification[JudgedTicket]):
    def is_satisfied_by(self, candidate: JudgedTicket) -> bool:
        return candidate.ticket.tier is Tier.ENTERPRISE


class IsBug(Specification[JudgedTicket]):
    def is_satisfied_by(self, candidate: JudgedTicket) -> bool:
        return candidate.verdict.category is Category.BUG


class IsLessUrgentThan(Specification[JudgedTicket]):
    def __init__(self, urgency: Urgency) -> None:
        self._urgency = urgency

    def is_satisfied_by(self, candidate: JudgedTicket) -> bool:
        return candidate.verdict.urgency > self._urgency
