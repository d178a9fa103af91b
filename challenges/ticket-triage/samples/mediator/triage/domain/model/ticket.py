from __future__ import annotations

from datetime import datetime

from triage.domain.events.base import TicketFellBack, TicketJudged
from triage.domain.model.entity import AggregateRoot
from triage.domain.model.values import TicketId, Tier
from triage.domain.model.verdict import Origin, Verdict


class Ticket(AggregateRoot):
    """The aggregate."""

    def __init__(self, id: TicketId, subject: str, body: str, tier: Tier, received_at: datetime) -> None:
        super().__init__()
        self._id = id
        self._subject = subject
        self._body = body
        self._tier = tier
        self._received_at = received_at
        self._verdict: Verdict | None = None

    @property
    def id(self) -> TicketId:
        return self._id

    @property
    def subject(self) -> str:
        return self._subject

    @property
    def body(self) -> str:
        return self._body

    @property
    def tier(self) -> Tier:
        return self._tier

    @property
    def received_at(self) -> datetime:
        return self._received_at

    @property
    def verdict(self) -> Verdict | None:
        return self._verdict

    def conclude(self, verdict: Verdict) -> None:
        self._verdict = verdict
        event = TicketFellBack if verdict.origin is Origin.FALLBACK else TicketJudged
        self.record(event(self._id.value))
