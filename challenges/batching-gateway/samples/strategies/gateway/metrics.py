"""A small metrics registry in the manner of the official Prometheus client."""

from __future__ import annotations

import abc
from typing import Callable, Iterable, Sequence


class Metric(abc.ABC):
    type_name = "untyped"

    def __init__(self, name: str, documentation: str) -> None:
        self.name = name
        self.documentation = documentation

    @abc.abstractmethod
    def samples(self) -> Iterable[tuple[str, dict[str, str], float]]: ...

    def expose(self) -> Iterable[str]:
        yield f"# HELP {self.name} {self.documentation}"
        yield f"# TYPE {self.name} {self.type_name}"
        for suffix, labels, value in self.samples():
            rendered = ",".join(f'{key}="{val}"' for key, val in labels.items())
            yield f"{self.name}{suffix}{'{' + rendered + '}' if rendered else ''} {value}"


class Counter(Metric):
    type_name = "counter"

    def __init__(self, name: str, documentation: str, label_names: Sequence[str] = ()) -> None:
        super().__init__(name, documentation)
        self._label_names = tuple(label_names)
        self._values: dict[tuple[str, ...], float] = {}

    def inc(self, *label_values: str, amount: float = 1.0) -> None:
        self._values[label_values] = self._values.get(label_values, 0.0) + amount

    def samples(self):
        for values, amount in sorted(self._values.items()):
            yield "", dict(zip(self._label_names, values)), amount


class Gauge(Metric):
    type_name = "gauge"

    def __init__(self, name: str, documentation: str, function: Callable[[], float]) -> None:
        super().__init__(name, documentation)
        self._function = function

    def samples(self):
        yield "", {}, self._function()


class Histogram(Metric):
    type_name = "histogram"

    def __init__(self, name: str, documentation: str, buckets: Sequence[float]) -> None:
        super().__init__(name, documentation)
        self._bounds = [*sorted(buckets), float("inf")]
        self._counts = [0] * len(self._bounds)
        self._sum = 0.0

    def observe(self, value: float) -> None:
        self._sum += value
        for index, bound in enumerate(self._bounds):
            if value <= bound:
                self._counts[index] += 1

    def samples(self):
        for bound, count in zip(self._bounds, self._counts):
            yield "_bucket", {"le": "+Inf" if bound == float("inf") else f"{bound:g}"}, count
        yield "_sum", {}, self._sum
        yield "_count", {}, self._counts[-1]


class MetricsRegistry:
    def __init__(self) -> None:
        self._metrics: dict[str, Metric] = {}

    def register(self, metric: Metric):
        if metric.name in self._metrics:
            raise ValueError(f"duplicate metric {metric.name}")
        self._metrics[metric.name] = metric
        return metric

    def expose(self) -> str:
        return "\n".join(line for metric in self._metrics.values() for line in metric.expose()) + "\n"
