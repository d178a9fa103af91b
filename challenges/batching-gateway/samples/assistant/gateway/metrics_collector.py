"""
Metrics Collector Module
========================

This module contains the metrics collector that collects all metrics in the Prometheus format.
"""

from typing import Callable

from gateway.utils.logging_utils import get_logger
from gateway.validators import validate_positive

logger = get_logger(__name__)


class MetricsCollector:
    """
    Collector of all metrics.

    Attributes:
        request_counts (dict[int, int]): The number of requests per status.
        batch_sizes (dict[int, int]): The number of batches per size.
    """

    # The histogram buckets
    BUCKETS = [1, 2, 4, 8, 12, 16]

    def __init__(self) -> None:
        """Initialize the metrics collector."""
        self.request_counts: dict[int, int] = {}
        self.batch_sizes: dict[int, int] = {}
        self._queue_depth_provider: Callable[[], int] = lambda: 0

    def set_queue_depth_provider(self, provider: Callable[[], int]) -> None:
        """
        Set the provider of the queue depth.

        Args:
            provider (Callable[[], int]): The provider.
        """
        self._queue_depth_provider = provider

    def record_request(self, status: int) -> None:
        """
        Record a request.

        Args:
            status (int): The HTTP status.
        """
        validate_positive(status, "status")
        self.request_counts[status] = self.request_counts.get(status, 0) + 1
        logger.debug("Recorded request with status %d", status)

    def record_batch(self, size: int) -> None:
        """
        Record a batch.

        Args:
            size (int): The size of the batch.
        """
        validate_positive(size, "size")
        self.batch_sizes[size] = self.batch_sizes.get(size, 0) + 1
        logger.debug("Recorded batch of size %d", size)

    def _format_counter(self) -> list[str]:
        """
        Format the request counter.

        Returns:
            list[str]: The lines.
        """
        lines = ["# HELP gateway_requests_total Total number of requests", "# TYPE gateway_requests_total counter"]
        for status, count in sorted(self.request_counts.items()):
            lines.append(f'gateway_requests_total{{status="{status}"}} {count}')
        return lines

    def _format_histogram(self) -> list[str]:
        """
        Format the batch size histogram.

        Returns:
            list[str]: The lines.
        """
        lines = ["# HELP gateway_batch_size Batch size", "# TYPE gateway_batch_size histogram"]
        for bucket in self.BUCKETS:
            cumulative = 0
            for size, count in self.batch_sizes.items():
                if size <= bucket:
                    cumulative += count
            lines.append(f'gateway_batch_size_bucket{{le="{bucket}"}} {cumulative}')
        total_count = 0
        total_sum = 0
        for size, count in self.batch_sizes.items():
            total_count += count
            total_sum += size * count
        lines.append(f'gateway_batch_size_bucket{{le="+Inf"}} {total_count}')
        lines.append(f"gateway_batch_size_sum {total_sum}")
        lines.append(f"gateway_batch_size_count {total_count}")
        return lines

    def _format_gauge(self) -> list[str]:
        """
        Format the queue depth gauge.

        Returns:
            list[str]: The lines.
        """
        return [
            "# HELP gateway_queue_depth Current queue depth",
            "# TYPE gateway_queue_depth gauge",
            f"gateway_queue_depth {self._queue_depth_provider()}",
        ]

    def format_metrics(self) -> str:
        """
        Format all metrics in the Prometheus format.

        Returns:
            str: The formatted metrics.
        """
        return "\n".join(self._format_counter() + self._format_histogram() + self._format_gauge()) + "\n"
