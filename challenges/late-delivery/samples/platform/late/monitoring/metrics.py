"""Counters and histograms in Prometheus' text format."""

import threading
from bisect import bisect_left
from collections import defaultdict

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class MetricsRegistry:
    """Thread-safe metrics."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counters: dict[str, float] = defaultdict(float)
        self._histograms: dict[str, list[int]] = defaultdict(lambda: [0] * (len(BUCKETS) + 1))
        self._sums: dict[str, float] = defaultdict(float)

    def increment(self, name: str, by: float = 1.0) -> None:
        """Count."""
        with self._lock:
            self._counters[name] += by

    def observe(self, name: str, value: float) -> None:
        """Record a value."""
        with self._lock:
            self._histograms[name][bisect_left(BUCKETS, value)] += 1
            self._sums[name] += value

    def render(self) -> str:
        """All metrics as text."""
        with self._lock:
            lines = [f"{name} {value:g}" for name, value in sorted(self._counters.items())]
            for name, counts in sorted(self._histograms.items()):
                total = 0
                for bound, count in zip((*BUCKETS, "+Inf"), counts, strict=True):
                    total += count
                    lines.append(f'{name}_bucket{{le="{bound}"}} {total}')
                lines += [f"{name}_sum {self._sums[name]:g}", f"{name}_count {total}"]
        return "\n".join(lines) + "\n"
