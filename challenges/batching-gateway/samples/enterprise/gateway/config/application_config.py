"""Application configuration, one class per concern."""

import os
from dataclasses import dataclass, field


@dataclass(frozen=True)
class ServerConfig:
    host: str
    port: int
    max_body_bytes: int = 65_536
    backlog: int = 1024


@dataclass(frozen=True)
class UpstreamConfig:
    base_url: str
    max_concurrency: int = 2
    max_attempts: int = 2
    timeout_seconds: float = 2.0


@dataclass(frozen=True)
class BatchConfig:
    max_size: int = 16
    max_wait_seconds: float = 0.02
    max_queued: int = 256


@dataclass(frozen=True)
class ApplicationConfig:
    server: ServerConfig
    upstream: UpstreamConfig
    batch: BatchConfig = field(default_factory=BatchConfig)


class ConfigurationException(Exception):
    pass


class ApplicationConfigBuilder:
    """Builds the configuration step by step."""

    def __init__(self) -> None:
        self._host = "127.0.0.1"
        self._port: int | None = None
        self._url: str | None = None

    def with_host(self, host: str) -> "ApplicationConfigBuilder":
        self._host = host
        return self

    def with_environment(self, environment: os._Environ | dict) -> "ApplicationConfigBuilder":
        for name in ("PORT", "MODEL_URL"):
            if name not in environment:
                raise ConfigurationException(f"{name} is required")
        self._port = int(environment["PORT"])
        self._url = environment["MODEL_URL"]
        return self

    def build(self) -> ApplicationConfig:
        if self._port is None or self._url is None:
            raise ConfigurationException("incomplete configuration")
        return ApplicationConfig(ServerConfig(self._host, self._port), UpstreamConfig(self._url))
