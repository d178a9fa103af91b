"""Loads the default configuration, merges an override file and environment variables over it."""

import json
import os
from pathlib import Path
from typing import Any

from late.configuration.schema import ExperimentConfig
from late.core.errors import ConfigurationError

DEFAULT = Path(__file__).with_name("default.json")
OVERRIDE_VARIABLE = "LATEML_CONFIG"
PREFIX = "LATEML__"


class ConfigurationLoader:
    """Layered configuration: defaults, then a file, then the environment."""

    def __init__(self, environment: dict[str, str] | None = None) -> None:
        self._environment = dict(os.environ) if environment is None else environment

    def load(self) -> ExperimentConfig:
        """The effective configuration."""
        data = self._read(DEFAULT)
        if path := self._environment.get(OVERRIDE_VARIABLE):
            data = self._merge(data, self._read(Path(path)))
        return ExperimentConfig.parse(self._merge(data, self._from_environment()))

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            return json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise ConfigurationError(f"can't read the configuration {path}: {error}") from error

    def _from_environment(self) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for variable, text in self._environment.items():
            if variable.startswith(PREFIX):
                *parents, last = variable.removeprefix(PREFIX).lower().split("__")
                level = found
                for parent in parents:
                    level = level.setdefault(parent, {})
                level[last] = self._value(text)
        return found

    @staticmethod
    def _value(text: str) -> Any:
        try:
            return json.loads(text)
        except ValueError:
            return text

    def _merge(self, base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
        merged = dict(base)
        for key, value in over.items():
            both = isinstance(value, dict) and isinstance(merged.get(key), dict)
            merged[key] = self._merge(merged[key], value) if both else value
        return merged
