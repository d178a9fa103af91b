import threading
import time


class RateLimiter:
    """A bucket of tokens for each client."""

    def __init__(self, rate_per_s: float, burst: int) -> None:
        self._rate, self._burst = rate_per_s, burst
        self._buckets: dict[str, tuple[float, float]] = {}
        self._lock = threading.Lock()

    def allow(self, client: str) -> bool:
        now = time.monotonic()
        with self._lock:
            level, seen = self._buckets.get(client, (float(self._burst), now))
            level = min(self._burst, level + (now - seen) * self._rate)
            allowed = level >= 1
            self._buckets[client] = (level - 1 if allowed else level, now)
            return allowed
