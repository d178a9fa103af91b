"""Typed view of a profile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class PluginRef:
    """A plug-in by name, with its options."""

    name: str
    options: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def from_table(cls, table: dict[str, Any]) -> PluginRef:
        options = {key: _ref_or_value(value) for key, value in table.items() if key != "plugin"}
        return cls(table["plugin"], options)


@dataclass(frozen=True)
class StepConfig:
    ref: PluginRef
    enabled: bool = True


@dataclass(frozen=True)
class Profile:
    name: str
    api_version: int
    modules: tuple[str, ...]
    paths: tuple[str, ...]
    schema: PluginRef
    ranking: PluginRef
    steps: tuple[StepConfig, ...]
    render: PluginRef


def _ref_or_value(value: Any) -> Any:
    if isinstance(value, dict) and "plugin" in value:
        return PluginRef.from_table(value)
    return value
