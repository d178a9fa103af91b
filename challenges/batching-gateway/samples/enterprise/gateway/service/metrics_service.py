"""Use cases of monitoring."""

from abc import ABC, abstractmethod

from gateway.repository.metrics_repository import MetricsRepository
from gateway.repository.prediction_repository import PredictionRepository
from gateway.util.prometheus_writer import PrometheusWriter


class MetricsService(ABC):
    @abstractmethod
    def record_answer(self, status: int) -> None: ...

    @abstractmethod
    def render(self) -> str: ...


class MetricsServiceImpl(MetricsService):
    BUCKETS = (1, 2, 4, 8, 12, 16)

    def __init__(self, metrics: MetricsRepository, predictions: PredictionRepository) -> None:
        self._metrics = metrics
        self._predictions = predictions

    def record_answer(self, status: int) -> None:
        self._metrics.increment_status(status)

    def render(self) -> str:
        statuses = {str(status): count for status, count in self._metrics.find_statuses().items()}
        return (
            PrometheusWriter()
            .counter("gateway_requests_total", "status", statuses)
            .histogram("gateway_batch_size", self._metrics.find_batch_sizes(), self.BUCKETS)
            .gauge("gateway_queue_depth", self._predictions.count())
            .build()
        )
