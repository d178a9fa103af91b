"""Layers of settings: the file of the package, a file of the user's, the environment."""

import os
import tomllib
from pathlib import Path
from typing import Any


class Settings:
    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, path: str) -> Any:
        found: Any = self._values
        for part in path.split("."):
            found = found[part]
        return found

    def get(self, path: str, default: Any = None) -> Any:
        try:
            return self[path]
        except KeyError:
            return default

    @classmethod
    def load(cls) -> "Settings":
        values = tomllib.loads(Path(__file__).with_name("settings.toml").read_text())
        if further := os.environ.get("LATE_SETTINGS"):
            _merge(values, tomllib.loads(Path(further).read_text()))
        for name, text in os.environ.items():
            if name.startswith("LATE__"):
                _put(values, name[6:].lower().split("__"), _parsed(text))
        return cls(values)


def _merge(into: dict[str, Any], other: dict[str, Any]) -> None:
    for key, value in other.items():
        if isinstance(value, dict) and isinstance(into.get(key), dict):
            _merge(into[key], value)
        else:
            into[key] = value


def _put(values: dict[str, Any], path: list[str], value: Any) -> None:
    *sections, key = path
    for section in sections:
        values = values.setdefault(section, {})
    values[key] = value


def _parsed(text: str) -> Any:
    try:
        return tomllib.loads(f"value = {text}")["value"]
    except tomllib.TOMLDecodeError:
        return text
