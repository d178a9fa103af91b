"""Builds pipelines from stages."""

from typing import Protocol, Self

from triage.core.events import EventBus
from triage.pipeline.context import TriageContext


class Stage(Protocol):
    """A step of the pipeline."""

    name: str

    async def run(self, context: TriageContext) -> None:
        """Change the context."""


class Pipeline:
    """Runs stages one after the other."""

    def __init__(self, stages: tuple[Stage, ...], events: EventBus) -> None:
        self._stages = stages
        self._events = events

    async def execute(self, context: TriageContext) -> None:
        """Run all stages."""
        for stage in self._stages:
            self._events.publish(f"stage.{stage.name}.started", ticket=context.ticket["id"])
            await stage.run(context)
            self._events.publish(f"stage.{stage.name}.finished", ticket=context.ticket["id"])


class PipelineBuilder:
    """Fluent builder."""

    def __init__(self, events: EventBus) -> None:
        self._events = events
        self._stages: list[Stage] = []

    def add(self, stage: Stage) -> Self:
        """Add a stage."""
        self._stages.append(stage)
        return self

    def build(self) -> Pipeline:
        """Build the pipeline."""
        return Pipeline(tuple(self._stages), self._events)
