"""Everything that operations may want to change, read from the environment."""

import os


class Environment:
    def __init__(self, source=None):
        self._source = os.environ if source is None else source
        # required
        self.port = self._source.get("PORT")
        self.model_url = self._source.get("MODEL_URL")
        # model
        self.provider = self._text("GATEWAY_PROVIDER", "plain")
        self.model_name = self._text("GATEWAY_MODEL_NAME", "default")
        self.fallback_urls = [url for url in self._text("GATEWAY_FALLBACK_URLS", "").split(",") if url]
        self.slots = self._whole("GATEWAY_SLOTS", 2)
        self.model_timeout = self._real("GATEWAY_MODEL_TIMEOUT_SECONDS", 2.0)
        self.attempts = self._whole("GATEWAY_ATTEMPTS", 2)
        # batching
        self.batch_size = self._whole("GATEWAY_BATCH_SIZE", 16)
        self.linger = self._real("GATEWAY_LINGER_SECONDS", 0.02)
        self.queue_limit = self._whole("GATEWAY_QUEUE_LIMIT", 256)
        # http
        self.body_limit = self._whole("GATEWAY_BODY_LIMIT", 65536)
        self.api_keys = {key for key in self._text("GATEWAY_API_KEYS", "").split(",") if key}
        self.rate_limit = self._real("GATEWAY_RATE_LIMIT_PER_SECOND", 0.0)
        # cache
        self.cache = self._text("GATEWAY_CACHE", "none")
        self.cache_entries = self._whole("GATEWAY_CACHE_ENTRIES", 10000)
        self.cache_seconds = self._real("GATEWAY_CACHE_SECONDS", 300.0)
        self.redis_url = self._text("GATEWAY_REDIS_URL", "redis://redis:6379/0")
        # observability
        self.log_format = self._text("GATEWAY_LOG_FORMAT", "json")
        self.log_level = self._text("GATEWAY_LOG_LEVEL", "ERROR")
        self.trace = self._flag("GATEWAY_TRACE", False)

    def missing(self):
        return [name for name, value in (("PORT", self.port), ("MODEL_URL", self.model_url)) if not value]

    def _text(self, name, default):
        return self._source.get(name, default)

    def _whole(self, name, default):
        return int(self._source.get(name, default))

    def _real(self, name, default):
        return float(self._source.get(name, default))

    def _flag(self, name, default):
        return self._source.get(name, str(default)).lower() in ("1", "true", "yes", "on")
