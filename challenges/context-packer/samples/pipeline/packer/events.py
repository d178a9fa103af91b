"""A small synchronous event bus, so that metrics and logging stay out of the stages."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any, Callable


@dataclass(frozen=True)
class Event:
    name: str
    payload: dict[str, Any]


Handler = Callable[[Event], None]


class EventBus:
    def __init__(self) -> None:
        self._handlers: defaultdict[str, list[Handler]] = defaultdict(list)

    def subscribe(self, name: str, handler: Handler) -> Callable[[], None]:
        self._handlers[name].append(handler)
        return lambda: self._handlers[name].remove(handler)

    def publish(self, name: str, **payload: Any) -> None:
        for handler in [*self._handlers[name], *self._handlers["*"]]:
            handler(Event(name, payload))


class TraceRecorder:
    """Keeps all events, for debugging."""

    def __init__(self, bus: EventBus) -> None:
        self.events: list[Event] = []
        bus.subscribe("*", self.events.append)
