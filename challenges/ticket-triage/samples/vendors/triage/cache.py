"""Verdicts by the hash of the conversation: the same question again costs nothing. Off by default."""

import hashlib
import json
import threading
import time

from .settings import Settings

_memory: dict[str, tuple[float, dict]] = {}
_lock = threading.Lock()


def _key(messages: list[dict]) -> str:
    return "triage:" + hashlib.sha256(json.dumps(messages).encode()).hexdigest()


def _redis(settings: Settings):
    import redis

    return redis.Redis(settings.redis_host, settings.redis_port, socket_timeout=0.3)


def lookup(settings: Settings, messages: list[dict]) -> dict | None:
    if settings.cache == "memory":
        with _lock:
            until, answer = _memory.get(_key(messages), (0.0, None))
        return answer if until > time.monotonic() else None
    if settings.cache == "redis":
        try:
            raw = _redis(settings).get(_key(messages))
            return json.loads(raw) if raw else None
        except Exception:
            return None
    return None


def remember(settings: Settings, messages: list[dict], answer: dict) -> None:
    if settings.cache == "memory":
        with _lock:
            _memory[_key(messages)] = (time.monotonic() + settings.cache_seconds, answer)
    elif settings.cache == "redis":
        try:
            _redis(settings).setex(_key(messages), settings.cache_seconds, json.dumps(answer))
        except Exception:
            pass
