from __future__ import annotations

from triage.domain.events.base import DomainEvent


class AggregateRoot:
    """Collects the events that happen to it."""

    def __init__(self) -> None:
        self._pending: list[DomainEvent] = []

    def record(self, event: DomainEvent) -> None:
        self._pending.append(event)

    def pull_events(self) -> list[DomainEvent]:
        pending, self._pending = self._pending, []
        return pending
