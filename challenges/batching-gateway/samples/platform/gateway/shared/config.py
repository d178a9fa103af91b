"""Typed configuration."""

from __future__ import annotations

import os
from dataclasses import dataclass


class MissingConfiguration(Exception):
    pass


@dataclass(frozen=True)
class HttpConfig:
    host: str
    port: int
    max_body: int = 65_536
    retry_after: int = 1


@dataclass(frozen=True)
class ModelConfig:
    name: str
    url: str
    slots: int = 2
    timeout: float = 2.0
    attempts: int = 2


@dataclass(frozen=True)
class QueueConfig:
    batch_size: int = 16
    linger: float = 0.020
    capacity: int = 256


@dataclass(frozen=True)
class CacheConfig:
    entries: int = 1_000
    ttl: float = 60.0


@dataclass(frozen=True)
class AuditConfig:
    path: str = "/tmp/gateway-audit.sqlite3"


@dataclass(frozen=True)
class PlatformConfig:
    http: HttpConfig
    model: ModelConfig
    queue: QueueConfig
    cache: CacheConfig
    audit: AuditConfig

    @classmethod
    def load(cls) -> "PlatformConfig":
        for name in ("PORT", "MODEL_URL"):
            if not os.environ.get(name):
                raise MissingConfiguration(name)
        return cls(
            http=HttpConfig(host="127.0.0.1", port=int(os.environ["PORT"])),
            model=ModelConfig(name=os.environ.get("MODEL_NAME", "default"), url=os.environ["MODEL_URL"]),
            queue=QueueConfig(),
            cache=CacheConfig(),
            audit=AuditConfig(os.environ.get("AUDIT_DB", AuditConfig.path)),
        )
