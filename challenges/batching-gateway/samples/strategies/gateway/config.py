"""Configuration of the gateway.

All tunables can be overridden through the environment so that operators can adapt the
gateway to other models without a code change.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field, fields
from typing import Mapping


class ConfigurationError(Exception):
    """Raised when a mandatory setting is missing."""


@dataclass(frozen=True)
class BatchingConfig:
    max_batch_size: int = 16
    max_wait_ms: float = 20.0
    max_queue_size: int = 256


@dataclass(frozen=True)
class UpstreamConfig:
    url: str = ""
    max_concurrency: int = 2
    timeout_ms: float = 2000.0
    max_attempts: int = 2
    backoff_ms: float = 0.0


@dataclass(frozen=True)
class ServerConfig:
    host: str = "127.0.0.1"
    port: int = 0
    max_body_bytes: int = 65536
    retry_after_seconds: int = 1


@dataclass(frozen=True)
class GatewayConfig:
    server: ServerConfig = field(default_factory=ServerConfig)
    batching: BatchingConfig = field(default_factory=BatchingConfig)
    upstream: UpstreamConfig = field(default_factory=UpstreamConfig)

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "GatewayConfig":
        for name in ("PORT", "MODEL_URL"):
            if name not in env:
                raise ConfigurationError(f"required environment variable {name} is not set")
        return cls(
            server=_section(ServerConfig, env, "GATEWAY_SERVER_", port=int(env["PORT"])),
            batching=_section(BatchingConfig, env, "GATEWAY_BATCHING_"),
            upstream=_section(UpstreamConfig, env, "GATEWAY_UPSTREAM_", url=env["MODEL_URL"]),
        )


def _section(kind, env, prefix, **fixed):
    """Build one section, taking GATEWAY_<SECTION>_<FIELD> where it is set."""
    values = dict(fixed)
    for item in fields(kind):
        raw = env.get(prefix + item.name.upper())
        if raw is not None and item.name not in fixed:
            values[item.name] = type(getattr(kind(), item.name))(raw)
    return kind(**values)
