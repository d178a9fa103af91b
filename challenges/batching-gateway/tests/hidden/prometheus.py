"""Prometheus' text format, as far as tests read it."""

import re
import time

_SAMPLE = re.compile(r"^([a-zA-Z_:][\w:]*)(?:\{(.*)\})?\s+(\S+)(?:\s+-?\d+)?$")
_LABEL = re.compile(r'\s*([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"\s*,?')


class Metrics:
    """What one answer to GET /metrics says."""

    def __init__(self, body):
        self.types, self._samples = {}, []
        for line in body.decode("utf-8", "replace").splitlines():
            words = line.split()
            if words[:2] == ["#", "TYPE"] and len(words) == 4:
                self.types[words[2]] = words[3]
            elif words and not line.startswith("#") and (found := _SAMPLE.match(line.strip())):
                self._samples.append((found[1], dict(_LABEL.findall(found[2] or "")), _number(found[3])))

    def value(self, name, **labels):
        """The sum of the samples that have these labels at least; 0 where there are none."""
        return sum(value for each, given, value in self._samples if each == name and labels.items() <= given.items())

    def has(self, name):
        return any(each == name for each, _, _ in self._samples)

    def buckets(self, name):
        """(bound, count) of a histogram's buckets, by bound."""
        found = [(_number(given.get("le", "nan")), value) for each, given, value in self._samples if each == f"{name}_bucket"]
        return sorted(found)


def _number(text):
    try:
        return float(text)
    except ValueError:
        return float("nan")


def scraped(gateway, settled=lambda metrics: True, timeout=2.0):
    """The metrics, once they are as `settled` wants them: an answer may be counted a moment after it was sent."""
    until = time.monotonic() + timeout
    while True:
        metrics = Metrics(gateway.ask("GET", "/metrics").body)
        if settled(metrics) or time.monotonic() > until:
            return metrics
        time.sleep(0.05)
