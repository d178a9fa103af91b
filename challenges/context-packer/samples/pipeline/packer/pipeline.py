"""Runs stages in order."""

from __future__ import annotations

from typing import Any, Sequence

from .context import PackContext
from .events import EventBus, TraceRecorder
from .registry import registry
from .settings import Settings
from .stages.base import Stage


class Pipeline:
    def __init__(self, stages: Sequence[Stage], settings: Settings, bus: EventBus) -> None:
        self.stages = stages
        self.settings = settings
        self.bus = bus
        self.trace = TraceRecorder(bus) if settings.trace else None

    @classmethod
    def from_settings(cls, settings: Settings) -> Pipeline:
        return cls([registry.create(name) for name in settings.stages], settings, EventBus())

    def run(self, request: Any) -> dict:
        context = PackContext(request, self.settings, self.bus)
        for stage in self.stages:
            if not stage.applies(context):
                self.bus.publish("stage.skipped", stage=stage.name)
                continue
            self.bus.publish("stage.started", stage=stage.name)
            stage.execute(context)
            self.bus.publish("stage.finished", stage=stage.name, left=context.result.get("left"))
        return context.result
