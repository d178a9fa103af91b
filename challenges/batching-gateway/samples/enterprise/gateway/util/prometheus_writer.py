"""A fluent writer of Prometheus text."""


class PrometheusWriter:
    def __init__(self) -> None:
        self._lines: list[str] = []

    def counter(self, name: str, label: str, values: dict[str, int]) -> "PrometheusWriter":
        self._lines.append(f"# TYPE {name} counter")
        self._lines.extend(f'{name}{{{label}="{key}"}} {value}' for key, value in values.items())
        return self

    def gauge(self, name: str, value: float) -> "PrometheusWriter":
        self._lines.append(f"# TYPE {name} gauge")
        self._lines.append(f"{name} {value}")
        return self

    def histogram(self, name: str, observations: dict[int, int], buckets: tuple[int, ...]) -> "PrometheusWriter":
        self._lines.append(f"# TYPE {name} histogram")
        for bucket in buckets:
            count = sum(times for value, times in observations.items() if value <= bucket)
            self._lines.append(f'{name}_bucket{{le="{bucket}"}} {count}')
        count = sum(observations.values())
        self._lines.append(f'{name}_bucket{{le="+Inf"}} {count}')
        self._lines.append(f"{name}_sum {sum(value * times for value, times in observations.items())}")
        self._lines.append(f"{name}_count {count}")
        return self

    def build(self) -> str:
        return "\n".join(self._lines) + "\n"
