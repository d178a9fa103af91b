"""Access to the numbers of GET /metrics."""

from abc import ABC, abstractmethod
from collections import Counter


class MetricsRepository(ABC):
    @abstractmethod
    def increment_status(self, status: int) -> None: ...

    @abstractmethod
    def increment_batch_size(self, size: int) -> None: ...

    @abstractmethod
    def find_statuses(self) -> dict[int, int]: ...

    @abstractmethod
    def find_batch_sizes(self) -> dict[int, int]: ...


class InMemoryMetricsRepository(MetricsRepository):
    def __init__(self) -> None:
        self._statuses: Counter[int] = Counter()
        self._batch_sizes: Counter[int] = Counter()

    def increment_status(self, status: int) -> None:
        self._statuses[status] += 1

    def increment_batch_size(self, size: int) -> None:
        self._batch_sizes[size] += 1

    def find_statuses(self) -> dict[int, int]:
        return dict(self._statuses)

    def find_batch_sizes(self) -> dict[int, int]:
        return dict(self._batch_sizes)
