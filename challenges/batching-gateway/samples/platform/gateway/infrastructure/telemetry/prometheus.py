"""Prometheus adapter of the telemetry port."""

from __future__ import annotations

from collections import Counter
from typing import List

from gateway.domain.entities import Batch
from gateway.domain.ports import TelemetryPort


class PrometheusTelemetry(TelemetryPort):
    BOUNDS = (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)

    def __init__(self) -> None:
        self._statuses: Counter[int] = Counter()
        self._sizes: Counter[int] = Counter()

    def request_finished(self, status: int) -> None:
        self._statuses[status] += 1

    def batch_started(self, batch: Batch) -> None:
        self._sizes[len(batch)] += 1

    def render(self, depth: int) -> str:
        return "\n".join([*self._counter(), *self._histogram(), *self._gauge(depth)]) + "\n"

    def _counter(self) -> List[str]:
        lines = ["# HELP gateway_requests_total Total number of answers", "# TYPE gateway_requests_total counter"]
        for status in sorted(self._statuses):
            lines.append(f'gateway_requests_total{{status="{status}"}} {float(self._statuses[status])}')
        return lines

    def _histogram(self) -> List[str]:
        lines = ["# HELP gateway_batch_size Size of batches", "# TYPE gateway_batch_size histogram"]
        cumulative = 0
        for bound in self.BOUNDS:
            cumulative += self._sizes[bound]
            lines.append(f'gateway_batch_size_bucket{{le="{float(bound)}"}} {float(cumulative)}')
        lines.append(f'gateway_batch_size_bucket{{le="+Inf"}} {float(cumulative)}')
        lines.append(f"gateway_batch_size_count {float(cumulative)}")
        lines.append(f"gateway_batch_size_sum {float(sum(size * count for size, count in self._sizes.items()))}")
        return lines

    def _gauge(self, depth: int) -> List[str]:
        return [
            "# HELP gateway_queue_depth Number of waiting inputs",
            "# TYPE gateway_queue_depth gauge",
            f"gateway_queue_depth {float(depth)}",
        ]
