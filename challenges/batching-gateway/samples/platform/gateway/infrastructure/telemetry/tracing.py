"""Tracers: none (default), and one that logs spans."""

from __future__ import annotations

import contextlib
import logging
import time
import uuid
from typing import Any, Iterator

from gateway.domain.ports import TracerPort

logger = logging.getLogger("gateway.trace")


class NullTracer(TracerPort):
    @contextlib.contextmanager
    def span(self, name: str, **attributes: Any) -> Iterator[None]:
        yield


class LoggingTracer(TracerPort):
    @contextlib.contextmanager
    def span(self, name: str, **attributes: Any) -> Iterator[None]:
        span_id, began = uuid.uuid4().hex[:16], time.perf_counter()
        try:
            yield
        finally:
            took = (time.perf_counter() - began) * 1000
            logger.info("span=%s id=%s ms=%.1f %s", name, span_id, took, attributes)
