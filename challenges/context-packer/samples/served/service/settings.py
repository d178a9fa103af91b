import os
from dataclasses import dataclass, fields


@dataclass
class Settings:
    """From variables PACKER_<NAME>."""

    cache: str = "memory"  # memory, redis, none
    cache_size: int = 10_000
    cache_ttl_s: float = 300.0
    redis_url: str = "redis://redis:6379/0"
    tokenizer: str = "approx"
    workers: int = 4
    rate_per_s: float = 50.0
    burst: int = 100
    max_body: int = 16_000_000
    api_keys: str = ""

    @classmethod
    def from_env(cls) -> "Settings":
        values = {}
        for field in fields(cls):
            raw = os.environ.get("PACKER_" + field.name.upper())
            if raw is not None:
                values[field.name] = type(field.default)(raw)
        return cls(**values)
