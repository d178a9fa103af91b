"""Distributed tracing, without the distribution."""

import contextlib
import contextvars
import secrets
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

_current: contextvars.ContextVar["Span | None"] = contextvars.ContextVar("span", default=None)


@dataclass
class Span:
    """A timed operation."""

    name: str
    trace_id: str
    span_id: str = field(default_factory=lambda: secrets.token_hex(8))
    parent_id: str | None = None
    attributes: dict[str, Any] = field(default_factory=dict)
    started_at: float = field(default_factory=time.time)
    finished_at: float | None = None


class Tracer:
    """Creates spans and hands them to exporters."""

    def __init__(self, enabled: bool) -> None:
        self.enabled = enabled
        self.finished: list[Span] = []

    @contextlib.contextmanager
    def span(self, name: str, **attributes: Any) -> Iterator[Span | None]:
        """Time what happens inside."""
        if not self.enabled:
            yield None
            return
        parent = _current.get()
        span = Span(name, parent.trace_id if parent else secrets.token_hex(16), parent_id=parent.span_id if parent else None)
        span.attributes.update(attributes)
        token = _current.set(span)
        try:
            yield span
        finally:
            _current.reset(token)
            span.finished_at = time.time()
            self.finished.append(span)
