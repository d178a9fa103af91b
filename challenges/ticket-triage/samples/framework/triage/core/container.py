"""Dependency injection container."""

from functools import cached_property
from types import TracebackType
from typing import Self

from triage.core.events import EventBus
from triage.core.settings import Settings
from triage.observability.logs import EventLogger, configure_logging
from triage.observability.metrics import MetricsCollector
from triage.pipeline.builder import Pipeline, PipelineBuilder
from triage.pipeline.stages import AskStage, FallbackStage, HouseRuleStage, PromptStage
from triage.privacy.engine import PrivacyEngine
from triage.providers import registry
from triage.providers.base import Provider
from triage.providers.circuit_breaker import CircuitBreakerProvider
from triage.validation.answers import AnswerValidator
from triage.validation.tickets import TicketSchema


class Container:
    """Creates and holds all components. Override a property to replace a component."""

    def __init__(self, settings: Settings | None = None) -> None:
        self.settings = settings or Settings()

    @cached_property
    def events(self) -> EventBus:
        bus = EventBus()
        configure_logging(self.settings.observability)
        bus.subscribe(EventBus.WILDCARD, EventLogger(self.settings.observability))
        if self.settings.observability.metrics_enabled:
            bus.subscribe(EventBus.WILDCARD, self.metrics)
        return bus

    @cached_property
    def metrics(self) -> MetricsCollector:
        return MetricsCollector()

    @cached_property
    def provider(self) -> Provider:
        inner = registry.create(self.settings.provider.provider, self.settings.provider)
        if self.settings.resilience.breaker_enabled:
            return CircuitBreakerProvider(inner, self.settings.resilience)
        return inner

    @cached_property
    def privacy(self) -> PrivacyEngine:
        return PrivacyEngine.default()

    @cached_property
    def schema(self) -> TicketSchema:
        return TicketSchema()

    @cached_property
    def answers(self) -> AnswerValidator:
        return AnswerValidator()

    @cached_property
    def pipeline(self) -> Pipeline:
        return (
            PipelineBuilder(self.events)
            .add(PromptStage(self.privacy))
            .add(AskStage(self.provider, self.answers, self.settings.resilience, self.events))
            .add(HouseRuleStage())
            .add(FallbackStage(self.events))
            .build()
        )

    async def __aenter__(self) -> Self:
        await self.provider.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        await self.provider.stop()


def build_container() -> Container:
    """Build the default container."""
    return Container()
