"""Hooks: functions that are called at points of a run."""

from __future__ import annotations

import enum
from collections import defaultdict
from collections.abc import Callable
from typing import Any

Hook = Callable[..., None]


class HookPoint(enum.Enum):
    BEFORE_CHECK = "before_check"
    BEFORE_STEPS = "before_steps"
    BEFORE_STEP = "before_step"
    AFTER_STEP = "after_step"
    PASSAGE_ADMITTED = "passage_admitted"
    TURN_ADMITTED = "turn_admitted"
    AFTER_RENDER = "after_render"


_hooks: dict[HookPoint, list[tuple[int, Hook]]] = defaultdict(list)


def hook(point: HookPoint, priority: int = 100) -> Callable[[Hook], Hook]:
    """Decorator: call this function at that point. Lower priorities come first."""

    def decorate(function: Hook) -> Hook:
        _hooks[point].append((priority, function))
        _hooks[point].sort(key=lambda pair: pair[0])
        return function

    return decorate


def unhook(function: Hook) -> None:
    for point in _hooks:
        _hooks[point] = [pair for pair in _hooks[point] if pair[1] is not function]


def emit(point: HookPoint, **details: Any) -> None:
    for _, function in _hooks.get(point, ()):
        function(**details)
