"""A stage around a stage."""

from triage.pipeline.builder import Stage
from triage.pipeline.context import TriageContext
from triage.tracing.spans import Tracer


class TracedStage:
    """Wraps a stage into a span."""

    def __init__(self, inner: Stage, tracer: Tracer) -> None:
        self._inner = inner
        self._tracer = tracer
        self.name = inner.name

    async def run(self, context: TriageContext) -> None:
        with self._tracer.span(self._inner.name, ticket=context.ticket["id"]):
            await self._inner.run(context)
