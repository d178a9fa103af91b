"""Logs and metrics."""

import json
import logging
import time


class JsonFormatter(logging.Formatter):
    KNOWN = set(vars(logging.makeLogRecord({}))) | {"message", "asctime"}

    def format(self, record):
        entry = {"ts": time.time(), "level": record.levelname, "logger": record.name, "message": record.getMessage()}
        entry.update({name: value for name, value in vars(record).items() if name not in self.KNOWN})
        if record.exc_info:
            entry["exception"] = self.formatException(record.exc_info)
        return json.dumps(entry, default=str)


def configure_logging(environment):
    handler = logging.StreamHandler()
    if environment.log_format == "json":
        handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=environment.log_level, handlers=[handler], force=True)


class Metric:
    kind = ""

    def __init__(self, name, text, labels=()):
        self.name, self.text, self.labels = name, text, labels
        self.values = {}

    def label(self, key):
        return "{%s}" % ",".join(f'{name}="{value}"' for name, value in zip(self.labels, key)) if key else ""

    def render(self):
        yield f"# HELP {self.name} {self.text}"
        yield f"# TYPE {self.name} {self.kind}"
        yield from self.samples()

    def samples(self):
        for key, value in self.values.items():
            yield f"{self.name}{self.label(key)} {value}"


class Count(Metric):
    kind = "counter"

    def up(self, *key, by=1):
        self.values[key] = self.values.get(key, 0) + by


class Gauge(Metric):
    kind = "gauge"

    def track(self, function):
        self.function = function

    def samples(self):
        yield f"{self.name} {self.function()}"


class Histogram(Metric):
    kind = "histogram"

    def __init__(self, name, text, bounds):
        super().__init__(name, text)
        self.bounds, self.counts, self.total, self.sum = bounds, [0] * len(bounds), 0, 0

    def observe(self, value):
        self.total += 1
        self.sum += value
        for place, bound in enumerate(self.bounds):
            self.counts[place] += value <= bound

    def samples(self):
        for bound, count in zip(self.bounds, self.counts):
            yield f'{self.name}_bucket{{le="{bound}"}} {count}'
        yield f'{self.name}_bucket{{le="+Inf"}} {self.total}'
        yield f"{self.name}_sum {self.sum}"
        yield f"{self.name}_count {self.total}"


class Metrics:
    def __init__(self):
        self.requests = Count("gateway_requests_total", "Answers to POST /predict.", ("status",))
        self.batch_size = Histogram("gateway_batch_size", "Inputs per batch.", (1, 2, 4, 8, 16))
        self.queue_depth = Gauge("gateway_queue_depth", "Inputs that wait.")
        self.latency = Histogram("gateway_latency_seconds", "Of an answer.", (0.05, 0.1, 0.25, 0.5, 1, 2.5, 5))
        self.model_latency = Histogram("gateway_model_latency_seconds", "Of a model request.", (0.05, 0.1, 0.25, 0.5, 1, 2))
        self.model_failures = Count("gateway_model_failures_total", "Failed model requests.", ("endpoint", "reason"))
        self.cache = Count("gateway_cache_total", "Look-ups in the cache.", ("result",))
        self.hang_ups = Count("gateway_hang_ups_total", "Clients that went away.")

    def text(self):
        metrics = [metric for metric in vars(self).values() if isinstance(metric, Metric)]
        return "\n".join(line for metric in metrics for line in metric.render()) + "\n"
