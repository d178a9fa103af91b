"""Results by the hash of the request."""

import json
import threading
import time
from collections import OrderedDict
from typing import Any, Protocol

from .settings import Settings


class Cache(Protocol):
    def get(self, key: str) -> dict[str, Any] | None: ...

    def put(self, key: str, value: dict[str, Any]) -> None: ...


class NoCache:
    def get(self, key: str) -> None:
        return None

    def put(self, key: str, value: dict[str, Any]) -> None:
        pass


class MemoryCache:
    """Least recently used goes first; entries expire."""

    def __init__(self, size: int, ttl_s: float) -> None:
        self._size, self._ttl_s = size, ttl_s
        self._entries: OrderedDict[str, tuple[float, dict[str, Any]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: str) -> dict[str, Any] | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is None:
                return None
            if entry[0] < time.monotonic():
                del self._entries[key]
                return None
            self._entries.move_to_end(key)
            return entry[1]

    def put(self, key: str, value: dict[str, Any]) -> None:
        with self._lock:
            self._entries[key] = (time.monotonic() + self._ttl_s, value)
            self._entries.move_to_end(key)
            while len(self._entries) > self._size:
                self._entries.popitem(last=False)


class RedisCache:
    """Shared between replicas. Needs `redis` (see requirements.txt)."""

    def __init__(self, url: str, ttl_s: float) -> None:
        import redis

        self._redis = redis.Redis.from_url(url, socket_timeout=0.2)
        self._errors = redis.RedisError
        self._ttl_ms = int(ttl_s * 1000)

    def get(self, key: str) -> dict[str, Any] | None:
        try:
            found = self._redis.get("packer:" + key)
        except self._errors:
            return None
        return json.loads(found) if found else None

    def put(self, key: str, value: dict[str, Any]) -> None:
        try:
            self._redis.set("packer:" + key, json.dumps(value), px=self._ttl_ms)
        except self._errors:
            pass


def make_cache(settings: Settings) -> Cache:
    if settings.cache == "redis":
        return RedisCache(settings.redis_url, settings.cache_ttl_s)
    if settings.cache == "memory":
        return MemoryCache(settings.cache_size, settings.cache_ttl_s)
    return NoCache()
