"""What the application needs from outside."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator

from triage.application.dto import CompletionResult, PromptDto
from triage.domain.events.base import DomainEvent
from triage.domain.model.ticket import Ticket


class CompletionGateway(ABC):
    @abstractmethod
    async def complete(self, prompt: PromptDto) -> CompletionResult: ...


class PrivacyGateway(ABC):
    @abstractmethod
    def anonymise(self, text: str) -> str: ...


class TicketRepository(ABC):
    @abstractmethod
    async def add(self, ticket: Ticket) -> None: ...

    @abstractmethod
    async def remove(self, ticket: Ticket) -> None: ...


class EventPublisher(ABC):
    @abstractmethod
    async def publish(self, event: DomainEvent) -> None: ...


class UnitOfWork(ABC):
    tickets: TicketRepository

    @abstractmethod
    async def __aenter__(self) -> UnitOfWork: ...

    @abstractmethod
    async def __aexit__(self, *details: object) -> None: ...

    @abstractmethod
    async def commit(self) -> None: ...


class LineSource(ABC):
    @abstractmethod
    def lines(self) -> AsyncIterator[bytes]: ...


class LineSink(ABC):
    @abstractmethod
    def write(self, line: str) -> None: ...
