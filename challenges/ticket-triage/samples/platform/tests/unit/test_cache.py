from triage.cache.lru import LruCache


def test_eviction():
    cache: LruCache[str, int] = LruCache(2, 60)
    for key in "abc":
        cache.put(key, 1)
    assert cache.get("a") is None and cache.get("c") == 1 and len(cache) == 2
