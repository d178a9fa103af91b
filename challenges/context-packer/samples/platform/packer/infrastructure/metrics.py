from __future__ import annotations

from collections import Counter, defaultdict
from typing import Any

from packer.domain.ports import MetricsSink


class NullMetricsSink(MetricsSink):
    def increment(self, name: str, value: int = 1, **tags: Any) -> None:
        pass

    def observe(self, name: str, value: float, **tags: Any) -> None:
        pass


class InMemoryMetricsSink(MetricsSink):
    def __init__(self) -> None:
        self.counters: Counter[str] = Counter()
        self.observations: defaultdict[str, list[float]] = defaultdict(list)

    def increment(self, name: str, value: int = 1, **tags: Any) -> None:
        self.counters[self._key(name, tags)] += value

    def observe(self, name: str, value: float, **tags: Any) -> None:
        self.observations[self._key(name, tags)].append(value)

    @staticmethod
    def _key(name: str, tags: dict[str, Any]) -> str:
        return name + "".join(f",{key}={value}" for key, value in sorted(tags.items()))

    def prometheus(self) -> str:
        return "\n".join(f"context_packer_{key.replace('.', '_')} {value}" for key, value in self.counters.items())
