"""A provider that remembers answers."""

import hashlib
import json

from triage.cache.lru import LruCache
from triage.core.types import ChatMessage
from triage.providers.base import Provider


class CachingProvider:
    """Asks the inner provider only for what it was not asked before."""

    def __init__(self, inner: Provider, size: int = 1024, ttl: float = 3600.0) -> None:
        self._inner = inner
        self._cache: LruCache[str, str] = LruCache(size, ttl)

    async def start(self) -> None:
        await self._inner.start()

    async def stop(self) -> None:
        await self._inner.stop()

    async def complete(self, messages: list[ChatMessage]) -> str:
        key = hashlib.sha256(json.dumps(messages, sort_keys=True).encode()).hexdigest()
        found = self._cache.get(key)
        if found is None:
            found = await self._inner.complete(messages)
            self._cache.put(key, found)
        return found
