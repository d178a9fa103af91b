import asyncio

from gateway.infrastructure.cache.adapters import MemoryCache
from gateway.shared.config import AuditConfig, CacheConfig, HttpConfig, ModelConfig, PlatformConfig, QueueConfig


def config(entries: int) -> PlatformConfig:
    return PlatformConfig(
        HttpConfig("127.0.0.1", 0), ModelConfig("m", "http://x"), QueueConfig(), CacheConfig(entries, 60), AuditConfig()
    )


def test_least_recently_used_goes_first():
    async def scenario():
        cache = MemoryCache(config(2))
        await cache.put("a", 1)
        await cache.put("b", 2)
        await cache.get("a")
        await cache.put("c", 3)
        return await cache.get("a"), await cache.get("b"), await cache.get("c")

    assert asyncio.run(scenario()) == (1, None, 3)
