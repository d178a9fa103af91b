"""Domain events and the bus that carries them.

Components never call each other for side concerns (metrics, logging, circuit breaking); they publish events.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Callable, DefaultDict, Type
import time

logger = logging.getLogger("gateway.events")


@dataclass(frozen=True)
class Event:
    at: float = field(default_factory=time.monotonic, kw_only=True)


@dataclass(frozen=True)
class RequestAnswered(Event):
    request_id: str
    status: int
    seconds: float


@dataclass(frozen=True)
class InputQueued(Event):
    lane: str
    depth: int


@dataclass(frozen=True)
class InputAbandoned(Event):
    lane: str


@dataclass(frozen=True)
class BatchDispatched(Event):
    size: int


@dataclass(frozen=True)
class BatchSucceeded(Event):
    size: int
    seconds: float


@dataclass(frozen=True)
class BatchFailed(Event):
    size: int
    reason: str


@dataclass(frozen=True)
class AttemptFailed(Event):
    attempt: int
    reason: str


@dataclass(frozen=True)
class DrainStarted(Event):
    pass


@dataclass(frozen=True)
class DrainFinished(Event):
    pass


Handler = Callable[[Event], None]


class EventBus:
    """Synchronous publish-subscribe. A subscriber that fails never disturbs the publisher."""

    def __init__(self) -> None:
        self._subscribers: DefaultDict[Type[Event], list[Handler]] = defaultdict(list)

    def subscribe(self, kind: Type[Event], handler: Handler) -> None:
        self._subscribers[kind].append(handler)

    def publish(self, event: Event) -> None:
        for kind in type(event).__mro__:
            for handler in self._subscribers.get(kind, ()):
                try:
                    handler(event)
                except Exception:
                    logger.exception("subscriber failed", extra={"event": type(event).__name__})
