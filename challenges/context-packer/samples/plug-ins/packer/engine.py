"""Runs a profile."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import Any

from .assembly import Assembler
from .config import Profile, load_profile
from .hooks import HookPoint, emit
from .plugins.loader import load_entry_points, load_modules, load_paths
from .plugins.registry import PluginKind
from .state import PackState


class Engine:
    def __init__(self, profile: Profile) -> None:
        load_modules(profile.modules)
        load_paths(profile.paths)
        load_entry_points()
        assembler = Assembler()
        self.profile = profile
        self.schema = assembler.one(PluginKind.SCHEMA, profile.schema)
        self.ranking = assembler.one(PluginKind.RANKING, profile.ranking)
        self.steps = assembler.steps(profile)
        self.renderer = assembler.one(PluginKind.RENDER, profile.render)

    @classmethod
    def from_file(cls, path: str | Path) -> Engine:
        return cls(load_profile(path))

    def run(self, request: Any) -> dict[str, Any]:
        emit(HookPoint.BEFORE_CHECK, request=request)
        self.schema.check(request)
        state = PackState(request, self.ranking.rank(request["passages"]), request["budget"])
        emit(HookPoint.BEFORE_STEPS, state=state)
        for step in self.steps:
            emit(HookPoint.BEFORE_STEP, step=step, state=state)
            step.apply(state)
            emit(HookPoint.AFTER_STEP, step=step, state=state)
        result = {
            "messages": self.renderer.render(state),
            "used": state.used,
            "dropped": {
                "history": [index for index in range(len(state.history)) if index not in state.kept],
                "passages": [passage["id"] for passage in state.ranked if passage["id"] not in state.chosen],
            },
        }
        emit(HookPoint.AFTER_RENDER, state=state, result=result)
        return result


@functools.cache
def default_engine() -> Engine:
    return Engine(load_profile())
