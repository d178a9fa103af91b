"""Where stages are found by name."""

from __future__ import annotations

from typing import Callable

from .errors import StageError
from .stages.base import Stage


class StageRegistry:
    def __init__(self) -> None:
        self._factories: dict[str, Callable[[], Stage]] = {}

    def register(self, name: str, factory: Callable[[], Stage]) -> None:
        if name in self._factories:
            raise StageError(f"the stage {name} is registered already")
        self._factories[name] = factory

    def create(self, name: str) -> Stage:
        try:
            return self._factories[name]()
        except KeyError:
            raise StageError(f"there is no stage {name}; known are {', '.join(sorted(self._factories))}") from None


registry = StageRegistry()


def _register_builtin() -> None:
    from .stages.backfill import BackfillStage
    from .stages.history import HistoryStage
    from .stages.passages import PassagesStage
    from .stages.render import RenderStage
    from .stages.reserve import ReserveStage
    from .stages.validate import ValidateStage

    for stage in (ValidateStage, ReserveStage, PassagesStage, HistoryStage, BackfillStage, RenderStage):
        registry.register(stage.name, stage)


_register_builtin()
