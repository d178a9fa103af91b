"""Wires the default implementations together."""

from __future__ import annotations

from .api import GatewayApi
from .config import GatewayConfig
from .metrics import Counter, Gauge, Histogram, MetricsRegistry
from .scheduler import BatchScheduler
from .strategies import BoundedQueueAdmission, FixedAttemptsRetry, MonotonicClock, SizeOrTimeoutBatching
from .transport import HttpModelTransport, RetryingTransport


class GatewayFactory:
    def __init__(self, config: GatewayConfig) -> None:
        self._config = config
        self.registry = MetricsRegistry()

    def create_transport(self):
        return RetryingTransport(HttpModelTransport(self._config.upstream), FixedAttemptsRetry(self._config.upstream))

    def create_scheduler(self) -> BatchScheduler:
        sizes = self.registry.register(Histogram("gateway_batch_size", "Inputs in a batch", [1, 2, 4, 8, 12, 16]))
        scheduler = BatchScheduler(
            transport=self.create_transport(),
            batching=SizeOrTimeoutBatching(self._config.batching),
            admission=BoundedQueueAdmission(self._config.batching),
            clock=MonotonicClock(),
            max_concurrency=self._config.upstream.max_concurrency,
            retry_after=self._config.server.retry_after_seconds,
            on_batch=sizes.observe,
        )
        self.registry.register(Gauge("gateway_queue_depth", "Inputs that wait", lambda: scheduler.depth))
        return scheduler

    def create_api(self, scheduler: BatchScheduler) -> GatewayApi:
        requests = self.registry.register(Counter("gateway_requests_total", "Answers to POST /predict", ["status"]))
        return GatewayApi(self._config.server, scheduler, self.registry, requests)
