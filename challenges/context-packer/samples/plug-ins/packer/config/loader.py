"""Profiles come from the defaults, a TOML file, and environment variables, in this order of precedence (last wins)."""

from __future__ import annotations

import copy
import json
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..exceptions import ConfigError
from .model import PluginRef, Profile, StepConfig

DEFAULTS = Path(__file__).with_name("defaults.toml")
PROFILE_VARIABLE = "PACKER_PROFILE"
OVERRIDE_PREFIX = "PACKER__"  # PACKER__render__separator='"\n\n"'
API_VERSION = 1


def load_profile(path: str | Path | None = None, environ: Mapping[str, str] | None = None) -> Profile:
    """The profile to use."""
    environ = os.environ if environ is None else environ
    table = _read(DEFAULTS)
    path = path or environ.get(PROFILE_VARIABLE)
    if path:
        table = merge(table, _read(Path(path)))
    table = merge(table, overrides(environ))
    return build(table)


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise ConfigError(f"profile {path}: {error}") from error


def merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Deep merge. Tables are merged, all else is replaced."""
    merged = copy.deepcopy(base)
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(merged.get(key), dict):
            merged[key] = merge(merged[key], value)
        else:
            merged[key] = value
    return merged


def overrides(environ: Mapping[str, str]) -> dict[str, Any]:
    """`PACKER__a__b=<json>` as {"a": {"b": ...}}; what is no JSON counts as text."""
    table: dict[str, Any] = {}
    for name, text in environ.items():
        if not name.startswith(OVERRIDE_PREFIX):
            continue
        *above, last = name[len(OVERRIDE_PREFIX) :].lower().split("__")
        place = table
        for part in above:
            place = place.setdefault(part, {})
        try:
            place[last] = json.loads(text)
        except ValueError:
            place[last] = text
    return table


def build(table: dict[str, Any]) -> Profile:
    """Typed profile, or ConfigError."""
    if table.get("api_version") != API_VERSION:
        raise ConfigError(f"profile is for API version {table.get('api_version')}, this is {API_VERSION}")
    try:
        return Profile(
            name=table["name"],
            api_version=table["api_version"],
            modules=tuple(table["plugins"]["load"]),
            paths=tuple(table["plugins"]["paths"]),
            schema=PluginRef.from_table(table["schema"]),
            ranking=PluginRef.from_table(table["ranking"]),
            steps=tuple(_step(step) for step in table["steps"]),
            render=PluginRef.from_table(table["render"]),
        )
    except (KeyError, TypeError) as error:
        raise ConfigError(f"profile lacks {error}") from error


def _step(table: dict[str, Any]) -> StepConfig:
    options = {key: value for key, value in table.items() if key != "enabled"}
    return StepConfig(PluginRef.from_table(options), table.get("enabled", True))
