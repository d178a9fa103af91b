"""A small publish/subscribe bus, so that tracking and logging stay decoupled from the pipelines."""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

Handler = Callable[["Event"], None]


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    name: str
    payload: dict[str, Any] = field(default_factory=dict)
    timestamp: float = field(default_factory=time.time)


class EventBus:
    """Delivers events to subscribers in the order of subscription."""

    WILDCARD = "*"

    def __init__(self) -> None:
        self._handlers: dict[str, list[Handler]] = defaultdict(list)

    def subscribe(self, name: str, handler: Handler) -> None:
        """Have `handler` called for events of that name."""
        self._handlers[name].append(handler)

    def unsubscribe(self, name: str, handler: Handler) -> None:
        """Stop calling `handler`."""
        self._handlers[name].remove(handler)

    def publish(self, name: str, /, **payload: Any) -> None:
        """Publish an event."""
        event = Event(name, payload)
        for handler in [*self._handlers[name], *self._handlers[self.WILDCARD]]:
            handler(event)
