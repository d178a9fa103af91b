"""Layered settings.

Precedence, from lowest to highest: built-in defaults, ``config/default.json``, ``config/<profile>.json`` where the
profile is taken from ``GATEWAY_PROFILE``, and environment variables.
"""

from __future__ import annotations

import json
import os
from copy import deepcopy
from pathlib import Path
from typing import Any

DEFAULTS: dict[str, Any] = {
    "server": {"host": "127.0.0.1", "port": None, "backlog": 1024, "max_body_bytes": 65536},
    "upstream": {"url": None, "timeout_seconds": 2.0, "max_connections": 2},
    "batching": {"max_size": 16, "window_seconds": 0.02},
    "queue": {"capacity": 256, "retry_after_seconds": 1, "lanes": ["default"]},
    "retry": {"max_attempts": 2, "backoff": "none", "base_delay_seconds": 0.0, "jitter": False},
    "circuit_breaker": {"enabled": False, "failure_threshold": 10, "recovery_seconds": 5.0},
    "logging": {"level": "WARNING", "format": "json"},
    "metrics": {"latency": True, "namespace": "gateway"},
    "shutdown": {"poll_seconds": 0.02},
}

ENVIRONMENT = {
    "PORT": ("server", "port", int),
    "MODEL_URL": ("upstream", "url", str),
    "GATEWAY_LOG_LEVEL": ("logging", "level", str),
    "GATEWAY_CIRCUIT_BREAKER": ("circuit_breaker", "enabled", lambda raw: raw.lower() in ("1", "true", "yes")),
    "GATEWAY_BATCH_SIZE": ("batching", "max_size", int),
    "GATEWAY_WINDOW_SECONDS": ("batching", "window_seconds", float),
    "GATEWAY_QUEUE_CAPACITY": ("queue", "capacity", int),
}


class SettingsError(Exception):
    """The settings are incomplete or contradictory."""


class Section:
    """Attribute access to one section."""

    def __init__(self, values: dict[str, Any]) -> None:
        self.__dict__.update(values)


class Settings:
    """All sections."""

    def __init__(self, values: dict[str, dict[str, Any]]) -> None:
        self.server = Section(values["server"])
        self.upstream = Section(values["upstream"])
        self.batching = Section(values["batching"])
        self.queue = Section(values["queue"])
        self.retry = Section(values["retry"])
        self.circuit_breaker = Section(values["circuit_breaker"])
        self.logging = Section(values["logging"])
        self.metrics = Section(values["metrics"])
        self.shutdown = Section(values["shutdown"])


class SettingsLoader:
    def __init__(self, environ: dict[str, str] | None = None, folder: Path | None = None) -> None:
        self._environ = dict(os.environ) if environ is None else environ
        self._folder = folder or Path(__file__).resolve().parents[2] / "config"

    def load(self) -> Settings:
        values = deepcopy(DEFAULTS)
        for name in ("default", self._environ.get("GATEWAY_PROFILE")):
            if name:
                self._merge(values, self._read(name))
        self._apply_environment(values)
        self._validate(values)
        return Settings(values)

    def _read(self, name: str) -> dict[str, Any]:
        path = self._folder / f"{name}.json"
        if not path.exists():
            return {}
        try:
            return json.loads(path.read_text())
        except ValueError as exc:
            raise SettingsError(f"{path}: not valid JSON: {exc}") from exc

    def _merge(self, into: dict[str, Any], other: dict[str, Any]) -> None:
        for key, value in other.items():
            if isinstance(value, dict) and isinstance(into.get(key), dict):
                self._merge(into[key], value)
            else:
                into[key] = value

    def _apply_environment(self, values: dict[str, Any]) -> None:
        for variable, (section, key, convert) in ENVIRONMENT.items():
            if variable in self._environ:
                try:
                    values[section][key] = convert(self._environ[variable])
                except ValueError as exc:
                    raise SettingsError(f"{variable} has an invalid value") from exc

    def _validate(self, values: dict[str, Any]) -> None:
        missing = [name for name, (section, key, _) in ENVIRONMENT.items() if values[section][key] is None]
        if missing:
            raise SettingsError(f"missing required settings: {', '.join(missing)}")
        if values["batching"]["max_size"] < 1:
            raise SettingsError("batching.max_size must be positive")
        if not values["queue"]["lanes"]:
            raise SettingsError("queue.lanes must not be empty")
