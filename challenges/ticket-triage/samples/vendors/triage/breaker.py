import threading
import time

from .settings import Settings

_all: dict[str, "Breaker"] = {}


class Breaker:
    """Leaves a vendor alone for some time after so many failures in a row."""

    def __init__(self, failures: int, seconds: float) -> None:
        self.failures, self.seconds = failures, seconds
        self._count, self._opened = 0, 0.0
        self._lock = threading.Lock()

    @classmethod
    def of(cls, name: str, settings: Settings) -> "Breaker":
        return _all.setdefault(name, cls(settings.breaker_failures, settings.breaker_seconds))

    def closed(self) -> bool:
        with self._lock:
            if not self.failures or self._count < self.failures:
                return True
            if time.monotonic() - self._opened > self.seconds:
                self._count = self.failures - 1
                return True
            return False

    def failure(self) -> None:
        with self._lock:
            self._count += 1
            self._opened = time.monotonic()

    def success(self) -> None:
        with self._lock:
            self._count = 0
