"""In memory for now; the ports allow a database later without a change to the application."""

from __future__ import annotations

from triage.application.ports.gateways import EventPublisher, TicketRepository, UnitOfWork
from triage.domain.events.base import DomainEvent
from triage.domain.model.ticket import Ticket


class InMemoryTicketRepository(TicketRepository):
    def __init__(self) -> None:
        self.seen: list[Ticket] = []

    async def add(self, ticket: Ticket) -> None:
        self.seen.append(ticket)

    async def remove(self, ticket: Ticket) -> None:
        self.seen.remove(ticket)


class NullEventPublisher(EventPublisher):
    async def publish(self, event: DomainEvent) -> None:
        return None


class InMemoryUnitOfWork(UnitOfWork):
    def __init__(self, publisher: EventPublisher) -> None:
        self._publisher = publisher

    async def __aenter__(self) -> InMemoryUnitOfWork:
        self.tickets = InMemoryTicketRepository()
        return self

    async def __aexit__(self, *details: object) -> None:
        self.tickets.seen.clear()

    async def commit(self) -> None:
        for ticket in self.tickets.seen:
            for event in ticket.pull_events():
                await self._publisher.publish(event)
