"""Counters and histograms in the text format of Prometheus."""

import contextlib
import threading
import time
from collections import defaultdict
from collections.abc import Iterator

BUCKETS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 100, 1_000, 10_000, 100_000)


class Metrics:
    def __init__(self) -> None:
        self._counts: dict[tuple[str, tuple[tuple[str, str], ...]], int] = defaultdict(int)
        self._observed: dict[str, list[float]] = defaultdict(lambda: [0.0] * (len(BUCKETS) + 2))
        self._lock = threading.Lock()

    def count(self, name: str, **labels: str) -> None:
        with self._lock:
            self._counts[name, tuple(sorted(labels.items()))] += 1

    def observe(self, name: str, value: float) -> None:
        with self._lock:
            row = self._observed[name]
            for place, bound in enumerate(BUCKETS):
                row[place] += value <= bound
            row[-2] += 1
            row[-1] += value

    @contextlib.contextmanager
    def timer(self, name: str) -> Iterator[None]:
        began = time.perf_counter()
        try:
            yield
        finally:
            self.observe(name, time.perf_counter() - began)

    def expose(self) -> str:
        lines = []
        with self._lock:
            for (name, labels), value in sorted(self._counts.items()):
                rendered = ",".join(f'{key}="{text}"' for key, text in labels)
                lines.append(f"{name}{{{rendered}}} {value}")
            for name, row in sorted(self._observed.items()):
                lines += [f'{name}_bucket{{le="{bound}"}} {row[place]:g}' for place, bound in enumerate(BUCKETS)]
                lines += [f'{name}_bucket{{le="+Inf"}} {row[-2]:g}', f"{name}_count {row[-2]:g}", f"{name}_sum {row[-1]:g}"]
        return "\n".join(lines) + "\n"


METRICS = Metrics()
