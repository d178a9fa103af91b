"""A small in-process event bus."""

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from time import time
from typing import Any

Handler = Callable[["Event"], None]


@dataclass(frozen=True)
class Event:
    """Something that happened."""

    name: str
    payload: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time)


class EventBus:
    """Distributes events to whoever subscribed."""

    WILDCARD = "*"

    def __init__(self) -> None:
        self._handlers: dict[str, list[Handler]] = defaultdict(list)

    def subscribe(self, name: str, handler: Handler) -> None:
        """Call `handler` for every event of that name."""
        self._handlers[name].append(handler)

    def publish(self, name: str, **payload: Any) -> None:
        """Publish an event. A failing handler never stops the others."""
        event = Event(name, payload)
        for handler in (*self._handlers[name], *self._handlers[self.WILDCARD]):
            try:
                handler(event)
            except Exception:  # noqa: BLE001
                continue
