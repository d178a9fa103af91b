"""Connects a tracker to the event bus."""

from late.core.events import Event, EventBus
from late.tracking.backends import Tracker


class TrackingSubscriber:
    """Translates events into calls of the tracker."""

    def __init__(self, tracker: Tracker) -> None:
        self._tracker = tracker

    def attach(self, bus: EventBus) -> None:
        """Listen to everything that is worth recording."""
        bus.subscribe("run.started", self._started)
        bus.subscribe("parameters.chosen", self._parameters)
        bus.subscribe("candidate.evaluated", self._metrics)
        bus.subscribe("run.finished", self._finished)

    def _started(self, event: Event) -> None:
        self._tracker.start(event.payload["name"])

    def _parameters(self, event: Event) -> None:
        self._tracker.parameters(event.payload["values"])

    def _metrics(self, event: Event) -> None:
        self._tracker.metrics(event.payload["metrics"], event.payload["candidate"])

    def _finished(self, event: Event) -> None:
        self._tracker.finish(event.payload["status"])
