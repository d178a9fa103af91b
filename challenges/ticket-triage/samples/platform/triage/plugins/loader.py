"""Loads plug-ins from entry points."""

import importlib.metadata
import logging

from triage.core.events import EventBus

GROUP = "triage.plugins"
_logger = logging.getLogger("triage.plugins")


class PluginLoader:
    """Finds installed plug-ins and lets them subscribe to events."""

    def __init__(self, bus: EventBus) -> None:
        self._bus = bus
        self.loaded: list[str] = []

    def load(self) -> None:
        """Load all plug-ins. One that fails is reported and left out."""
        for entry in importlib.metadata.entry_points(group=GROUP):
            try:
                entry.load()(self._bus)
            except Exception:
                _logger.exception("plug-in %s failed", entry.name)
            else:
                self.loaded.append(entry.name)
