"""The online store: the latest features by entity, with a time to live."""

import threading
import time
from collections import OrderedDict


class OnlineStore:
    """A bounded cache of feature values."""

    def __init__(self, capacity: int = 100_000, ttl_s: float = 3600.0) -> None:
        self._capacity = capacity
        self._ttl_s = ttl_s
        self._entries: OrderedDict[str, tuple[float, dict[str, float]]] = OrderedDict()
        self._lock = threading.Lock()

    def put(self, entity: str, features: dict[str, float]) -> None:
        """Store features; the oldest go where there is no room."""
        with self._lock:
            self._entries[entity] = (time.monotonic(), features)
            self._entries.move_to_end(entity)
            while len(self._entries) > self._capacity:
                self._entries.popitem(last=False)

    def get(self, entity: str) -> dict[str, float] | None:
        """Features that are not too old."""
        with self._lock:
            stored, features = self._entries.get(entity, (0.0, None))
            if features is None or time.monotonic() - stored > self._ttl_s:
                self._entries.pop(entity, None)
                return None
            return features

    def __len__(self) -> int:
        return len(self._entries)
