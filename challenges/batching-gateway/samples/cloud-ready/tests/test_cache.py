import asyncio

from gateway.caching.memory import MemoryCache


def test_least_recently_used_goes_first():
    async def scenario():
        cache = MemoryCache(2, 60)
        await cache.put("a", 1)
        await cache.put("b", 2)
        await cache.get("a")
        await cache.put("c", 3)
        assert await cache.get("b") is cache.MISS
        assert await cache.get("a") == 1

    asyncio.run(scenario())
