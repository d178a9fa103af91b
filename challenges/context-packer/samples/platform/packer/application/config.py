"""Layered configuration: defaults, file, environment."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, fields, replace
from pathlib import Path


@dataclass(frozen=True)
class AppConfig:
    share_percent: int = 60
    max_per_source: int = 2
    cache_enabled: bool = False
    cache_size: int = 128
    metrics_backend: str = "null"
    repository_backend: str = "null"
    http_host: str = "127.0.0.1"
    http_port: int = 8080
    log_level: str = "INFO"


class ConfigLoader:
    ENV_PREFIX = "CONTEXT_PACKER_"
    FILE_VARIABLE = "CONTEXT_PACKER_CONFIG"

    def load(self) -> AppConfig:
        config = AppConfig()
        path = os.environ.get(self.FILE_VARIABLE)
        if path and Path(path).is_file():
            config = replace(config, **json.loads(Path(path).read_text()))
        for field in fields(AppConfig):
            raw = os.environ.get(self.ENV_PREFIX + field.name.upper())
            if raw is not None:
                config = replace(config, **{field.name: self._convert(raw, getattr(config, field.name))})
        return config

    @staticmethod
    def _convert(raw: str, default: object) -> object:
        if isinstance(default, bool):
            return raw.lower() in ("1", "true", "yes")
        return int(raw) if isinstance(default, int) else raw
