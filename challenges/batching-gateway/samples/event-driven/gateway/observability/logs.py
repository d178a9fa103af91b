"""Structured logging."""

from __future__ import annotations

import json
import logging
import sys
import time

from gateway.core.events import AttemptFailed, BatchFailed, DrainFinished, DrainStarted, EventBus

_STANDARD = set(logging.makeLogRecord({}).__dict__)


class JsonFormatter(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        entry = {"ts": round(time.time(), 3), "level": record.levelname, "logger": record.name, "msg": record.getMessage()}
        entry.update({key: value for key, value in record.__dict__.items() if key not in _STANDARD})
        if record.exc_info:
            entry["exc"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def configure(level: str, style: str) -> None:
    handler = logging.StreamHandler(sys.stderr)
    if style == "json":
        handler.setFormatter(JsonFormatter())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)


class EventLogger:
    def __init__(self, bus: EventBus) -> None:
        self._log = logging.getLogger("gateway")
        bus.subscribe(AttemptFailed, lambda event: self._log.info("attempt failed", extra={"reason": event.reason}))
        bus.subscribe(BatchFailed, lambda event: self._log.warning("batch failed", extra={"size": event.size}))
        bus.subscribe(DrainStarted, lambda event: self._log.warning("draining"))
        bus.subscribe(DrainFinished, lambda event: self._log.warning("drained"))
