"""Metrics collected from events."""

from __future__ import annotations

from typing import Callable

from gateway.core.events import AttemptFailed, BatchDispatched, BatchSucceeded, EventBus, InputAbandoned, RequestAnswered

SIZES = (1, 2, 4, 6, 8, 10, 12, 14, 16)
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class _Histogram:
    def __init__(self, bounds: tuple[float, ...]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        self.total += value
        for index, bound in enumerate(self.bounds):
            if value <= bound:
                self.counts[index] += 1
                return
        self.counts[-1] += 1

    def lines(self, name: str) -> list[str]:
        lines, running = [f"# TYPE {name} histogram"], 0
        for bound, count in zip((*self.bounds, None), self.counts):
            running += count
            edge = "+Inf" if bound is None else f"{bound:g}"
            lines.append(f'{name}_bucket{{le="{edge}"}} {running}')
        return [*lines, f"{name}_sum {self.total:g}", f"{name}_count {running}"]


class MetricsCollector:
    def __init__(self, bus: EventBus, namespace: str, latency: bool) -> None:
        self._ns = namespace
        self._latency_enabled = latency
        self._requests: dict[int, int] = {}
        self._sizes = _Histogram(SIZES)
        self._latency = _Histogram(SECONDS)
        self._model_latency = _Histogram(SECONDS)
        self._failed_attempts = 0
        self._abandoned = 0
        bus.subscribe(RequestAnswered, self._on_answer)
        bus.subscribe(BatchDispatched, lambda event: self._sizes.observe(event.size))
        bus.subscribe(BatchSucceeded, lambda event: self._model_latency.observe(event.seconds))
        bus.subscribe(AttemptFailed, self._on_failed_attempt)
        bus.subscribe(InputAbandoned, self._on_abandoned)

    def _on_answer(self, event: RequestAnswered) -> None:
        self._requests[event.status] = self._requests.get(event.status, 0) + 1
        self._latency.observe(event.seconds)

    def _on_failed_attempt(self, event: AttemptFailed) -> None:
        self._failed_attempts += 1

    def _on_abandoned(self, event: InputAbandoned) -> None:
        self._abandoned += 1

    def render(self, depth: Callable[[], int]) -> str:
        ns = self._ns
        lines = [f"# TYPE {ns}_requests_total counter"]
        lines += [f'{ns}_requests_total{{status="{status}"}} {count}' for status, count in self._requests.items()]
        lines += self._sizes.lines(f"{ns}_batch_size")
        lines += [f"# TYPE {ns}_queue_depth gauge", f"{ns}_queue_depth {depth()}"]
        lines += [f"# TYPE {ns}_failed_attempts_total counter", f"{ns}_failed_attempts_total {self._failed_attempts}"]
        lines += [f"# TYPE {ns}_abandoned_total counter", f"{ns}_abandoned_total {self._abandoned}"]
        if self._latency_enabled:
            lines += self._latency.lines(f"{ns}_request_seconds")
            lines += self._model_latency.lines(f"{ns}_model_seconds")
        return "\n".join(lines) + "\n"
