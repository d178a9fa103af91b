"""Configuration handling. All settings can be overridden by environment variables."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")

ENV_PREFIX = "TRIAGE_"


def _env(name: str, default: T, convert: Callable[[str], T]) -> T:
    """Read one environment variable and convert it, falling back to the default."""
    raw = os.environ.get(ENV_PREFIX + name)
    if raw is None:
        return default
    try:
        return convert(raw)
    except ValueError:
        return default


@dataclass(frozen=True)
class ModelSettings:
    """Connection settings for the language model."""

    base_url: str
    api_key: str
    model: str
    temperature: float = 0.0
    request_timeout: float = 2.0


@dataclass(frozen=True)
class RetrySettings:
    """Settings for the retry policy."""

    max_attempts: int = 3
    total_budget: float = 7.5
    base_delay: float = 0.0
    rate_limit_default_delay: float = 0.5
    rate_limit_max_delay: float = 2.0


@dataclass(frozen=True)
class PipelineSettings:
    """Settings for batch processing."""

    max_concurrency: int = 8
    queue_size: int = 1000


@dataclass(frozen=True)
class LoggingSettings:
    """Settings for logging."""

    level: str = "ERROR"
    fmt: str = "%(asctime)s %(levelname)s %(name)s %(message)s"


@dataclass(frozen=True)
class Settings:
    """All settings of the component."""

    model: ModelSettings
    retry: RetrySettings
    pipeline: PipelineSettings
    logging: LoggingSettings


def load_settings() -> Settings:
    """Load the settings from the environment."""
    return Settings(
        model=ModelSettings(
            base_url=os.environ.get("LLM_BASE_URL", "").rstrip("/"),
            api_key=os.environ.get("LLM_API_KEY", ""),
            model=os.environ.get("LLM_MODEL", ""),
            temperature=_env("TEMPERATURE", 0.0, float),
            request_timeout=_env("REQUEST_TIMEOUT", 2.0, float),
        ),
        retry=RetrySettings(
            max_attempts=_env("MAX_ATTEMPTS", 3, int),
            total_budget=_env("TOTAL_BUDGET", 7.5, float),
            base_delay=_env("BASE_DELAY", 0.0, float),
            rate_limit_default_delay=_env("RATE_LIMIT_DEFAULT_DELAY", 0.5, float),
            rate_limit_max_delay=_env("RATE_LIMIT_MAX_DELAY", 2.0, float),
        ),
        pipeline=PipelineSettings(
            max_concurrency=_env("MAX_CONCURRENCY", 8, int),
            queue_size=_env("QUEUE_SIZE", 1000, int),
        ),
        logging=LoggingSettings(level=_env("LOG_LEVEL", "ERROR", str)),
    )
