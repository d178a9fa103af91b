"""Plug-in references of a profile become objects."""

from __future__ import annotations

from typing import Any

from .config import PluginRef, Profile
from .plugins.registry import REGISTRY, PluginKind, PluginRegistry

OPTION_KINDS = {"share": PluginKind.SHARE, "limit": PluginKind.LIMIT, "split": PluginKind.SPLIT}


class Assembler:
    def __init__(self, registry: PluginRegistry = REGISTRY) -> None:
        self._registry = registry

    def one(self, kind: PluginKind, ref: PluginRef) -> Any:
        options = {
            key: self.one(OPTION_KINDS[key], value) if isinstance(value, PluginRef) else value
            for key, value in ref.options.items()
        }
        return self._registry.create(kind, ref.name, **options)

    def steps(self, profile: Profile) -> list[Any]:
        return [self.one(PluginKind.STEP, step.ref) for step in profile.steps if step.enabled]
