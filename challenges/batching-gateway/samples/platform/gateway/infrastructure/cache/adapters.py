"""Cache adapters: none (default), in memory with LRU and TTL, Redis."""

from __future__ import annotations

import json
import time
from collections import OrderedDict
from typing import Any, Optional

from gateway.domain.ports import CachePort
from gateway.shared.config import PlatformConfig

try:
    import redis.asyncio as redis
except ImportError:  # optional
    redis = None


class NullCache(CachePort):
    async def get(self, key: str) -> Optional[Any]:
        return None

    async def put(self, key: str, value: Any) -> None:
        return None


class MemoryCache(CachePort):
    def __init__(self, config: PlatformConfig) -> None:
        self._limit = config.cache.entries
        self._ttl = config.cache.ttl
        self._entries: "OrderedDict[str, tuple[float, Any]]" = OrderedDict()

    async def get(self, key: str) -> Optional[Any]:
        entry = self._entries.get(key)
        if entry is None:
            return None
        expires, value = entry
        if expires < time.monotonic():
            del self._entries[key]
            return None
        self._entries.move_to_end(key)
        return value

    async def put(self, key: str, value: Any) -> None:
        self._entries[key] = (time.monotonic() + self._ttl, value)
        self._entries.move_to_end(key)
        while len(self._entries) > self._limit:
            self._entries.popitem(last=False)


class RedisCache(CachePort):
    def __init__(self, url: str, ttl: float) -> None:
        if redis is None:
            raise RuntimeError("the redis package is not installed")
        self._client = redis.from_url(url)
        self._ttl = ttl

    async def get(self, key: str) -> Optional[Any]:
        found = await self._client.get(f"gateway:{key}")
        return None if found is None else json.loads(found)

    async def put(self, key: str, value: Any) -> None:
        await self._client.set(f"gateway:{key}", json.dumps(value), ex=int(self._ttl))
