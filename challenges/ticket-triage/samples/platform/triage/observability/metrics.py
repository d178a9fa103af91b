"""In-memory metrics with a Prometheus text exporter."""

from collections import Counter

from triage.core.events import Event


class MetricsCollector:
    """Counts events."""

    def __init__(self) -> None:
        self._counters: Counter[str] = Counter()

    def __call__(self, event: Event) -> None:
        self._counters[event.name] += 1

    def export(self) -> str:
        """Return all counters in the Prometheus text format."""
        lines = []
        for name, value in sorted(self._counters.items()):
            metric = f"triage_{name.replace('.', '_')}_total"
            lines += [f"# TYPE {metric} counter", f"{metric} {value}"]
        return "\n".join(lines) + "\n"
