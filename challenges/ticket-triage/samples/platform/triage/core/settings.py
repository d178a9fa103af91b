"""Hierarchical settings with environment overrides, defaults and validation."""

import os
from dataclasses import dataclass, field, fields
from typing import Any, get_type_hints


def _convert(value: str, kind: Any) -> Any:
    if kind is bool:
        return value.strip().lower() in {"1", "true", "yes", "on"}
    return kind(value)


class EnvMixin:
    """Fills a data class from variables named PREFIX_FIELD."""

    ENV_PREFIX = "TRIAGE"

    @classmethod
    def from_env(cls) -> Any:
        hints = get_type_hints(cls)
        found: dict[str, Any] = {}
        for each in fields(cls):  # type: ignore[arg-type]
            raw = os.environ.get(f"{cls.ENV_PREFIX}_{each.name.upper()}")
            if raw is not None:
                found[each.name] = _convert(raw, hints[each.name])
        return cls(**found)


@dataclass(frozen=True)
class ProviderSettings(EnvMixin):
    ENV_PREFIX = "LLM"
    base_url: str = ""
    api_key: str = ""
    model: str = ""
    provider: str = "openai-compatible"
    timeout: float = 2.0


@dataclass(frozen=True)
class ResilienceSettings(EnvMixin):
    ENV_PREFIX = "TRIAGE_RESILIENCE"
    attempts: int = 3
    budget: float = 7.5
    default_rate_limit_delay: float = 0.5
    max_rate_limit_delay: float = 2.0
    breaker_enabled: bool = False
    breaker_threshold: int = 50
    breaker_reset: float = 30.0


@dataclass(frozen=True)
class BatchSettings(EnvMixin):
    ENV_PREFIX = "TRIAGE_BATCH"
    concurrency: int = 8
    flush_every: int = 1


@dataclass(frozen=True)
class ObservabilitySettings(EnvMixin):
    ENV_PREFIX = "TRIAGE_OBSERVABILITY"
    metrics_enabled: bool = False
    log_level: str = "CRITICAL"
    log_json: bool = False


@dataclass(frozen=True)
class StorageSettings(EnvMixin):
    ENV_PREFIX = "TRIAGE_STORAGE"
    kind: str = "none"
    path: str = ":memory:"


@dataclass(frozen=True)
class CacheSettings(EnvMixin):
    ENV_PREFIX = "TRIAGE_CACHE"
    size: int = 1024
    ttl: float = 3600.0


@dataclass(frozen=True)
class Settings:
    storage: StorageSettings = field(default_factory=StorageSettings.from_env)
    cache: CacheSettings = field(default_factory=CacheSettings.from_env)
    provider: ProviderSettings = field(default_factory=ProviderSettings.from_env)
    resilience: ResilienceSettings = field(default_factory=ResilienceSettings.from_env)
    batch: BatchSettings = field(default_factory=BatchSettings.from_env)
    observability: ObservabilitySettings = field(default_factory=ObservabilitySettings.from_env)
