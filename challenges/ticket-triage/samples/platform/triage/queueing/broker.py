"""Message broker abstraction with an in-memory implementation and a dead letter queue."""

import asyncio
from abc import ABC, abstractmethod
from dataclasses import dataclass, field

from triage.core.types import JsonObject


@dataclass
class Message:
    """A ticket in a queue."""

    ticket: JsonObject
    attempts: int = 0
    headers: dict[str, str] = field(default_factory=dict)


class Broker(ABC):
    """Delivers messages at least once."""

    @abstractmethod
    async def publish(self, message: Message) -> None:
        """Add a message."""

    @abstractmethod
    async def consume(self) -> Message:
        """Wait for a message."""

    @abstractmethod
    async def reject(self, message: Message) -> None:
        """Give a message back; after too many attempts it becomes a dead letter."""


class InMemoryBroker(Broker):
    """A broker without a server."""

    MAX_ATTEMPTS = 5

    def __init__(self, size: int = 10_000) -> None:
        self._queue: asyncio.Queue[Message] = asyncio.Queue(size)
        self.dead_letters: list[Message] = []

    async def publish(self, message: Message) -> None:
        await self._queue.put(message)

    async def consume(self) -> Message:
        return await self._queue.get()

    async def reject(self, message: Message) -> None:
        message.attempts += 1
        if message.attempts >= self.MAX_ATTEMPTS:
            self.dead_letters.append(message)
        else:
            await self.publish(message)
