from gateway.caching.memory import MemoryCache
from gateway.caching.none import NoCache
from gateway.caching.redis import RedisCache


def cache_for(environment):
    match environment.cache:
        case "none":
            return NoCache()
        case "memory":
            return MemoryCache(environment.cache_entries, environment.cache_seconds)
        case "redis":
            return RedisCache(environment.redis_url, environment.cache_seconds)
    raise ValueError(f"unknown cache {environment.cache}")
