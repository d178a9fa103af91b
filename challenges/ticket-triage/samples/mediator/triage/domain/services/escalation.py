from __future__ import annotations

from triage.domain.model.ticket import Ticket
from triage.domain.model.values import Urgency
from triage.domain.model.verdict import Verdict
from triage.domain.specifications.enterprise_bug import IsBug, IsEnterprise, IsLessUrgentThan, JudgedTicket


class EscalationService:
    """The house rule."""

    def __init__(self) -> None:
        self._must_escalate = IsEnterprise() & IsBug() & IsLessUrgentThan(Urgency.TODAY)

    def escalate(self, ticket: Ticket, verdict: Verdict) -> Verdict:
        if self._must_escalate.is_satisfied_by(JudgedTicket(ticket, verdict)):
            return verdict.with_urgency(Urgency.TODAY)
        return verdict
