"""Steps and pipelines."""

import time
from abc import ABC, abstractmethod
from collections.abc import Sequence

from late.core.context import PipelineContext


class Step(ABC):
    """One step of a pipeline."""

    @property
    def name(self) -> str:
        return type(self).__name__

    @abstractmethod
    def run(self, context: PipelineContext) -> None:
        """Do the work, reading from and writing to the context."""


class Pipeline:
    """Runs steps one after the other."""

    def __init__(self, name: str, steps: Sequence[Step]) -> None:
        self._name = name
        self._steps = list(steps)

    def run(self, context: PipelineContext) -> PipelineContext:
        """Run all steps."""
        context.bus.publish("run.started", name=self._name)
        status = "failed"
        try:
            for step in self._steps:
                began = time.perf_counter()
                context.bus.publish("step.started", step=step.name)
                step.run(context)
                context.bus.publish("step.finished", step=step.name, seconds=time.perf_counter() - began)
            status = "succeeded"
        finally:
            context.bus.publish("run.finished", status=status)
        return context
