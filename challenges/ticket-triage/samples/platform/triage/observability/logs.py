"""Structured logging of events."""

import json
import logging
import sys

from triage.core.events import Event
from triage.core.settings import ObservabilitySettings

_logger = logging.getLogger("triage")


def configure_logging(settings: ObservabilitySettings) -> None:
    """Send logs to standard error."""
    _logger.handlers[:] = [logging.StreamHandler(sys.stderr)]
    _logger.setLevel(settings.log_level)
    _logger.propagate = False


class EventLogger:
    """Logs each event, as text or as JSON."""

    def __init__(self, settings: ObservabilitySettings) -> None:
        self._as_json = settings.log_json

    def __call__(self, event: Event) -> None:
        if self._as_json:
            _logger.info(json.dumps({"event": event.name, "at": event.at, **event.payload}, default=str))
        else:
            _logger.info("%s %s", event.name, event.payload)
