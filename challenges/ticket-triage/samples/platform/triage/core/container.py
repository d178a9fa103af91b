"""Dependency injection container."""

from functools import cached_property
from types import TracebackType
from typing import Self

from triage.cache.provider import CachingProvider
from triage.core.events import EventBus
from triage.core.settings import Settings
from triage.features.flags import FeatureFlags
from triage.observability.logs import EventLogger, configure_logging
from triage.observability.metrics import MetricsCollector
from triage.pipeline.builder import Pipeline, PipelineBuilder
from triage.pipeline.stages import AskStage, FallbackStage, HouseRuleStage, PromptStage
from triage.pipeline.storing import StoreStage
from triage.pipeline.traced import TracedStage
from triage.plugins.loader import PluginLoader
from triage.privacy.engine import PrivacyEngine
from triage.providers import registry
from triage.providers.base import Provider
from triage.providers.circuit_breaker import CircuitBreakerProvider
from triage.storage.base import ResultRepository
from triage.storage.factory import RepositoryFactory
from triage.tracing.spans import Tracer
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
        if "plugins" in self.features:
            PluginLoader(bus).load()
        if self.settings.observability.metrics_enabled:
            bus.subscribe(EventBus.WILDCARD, self.metrics)
        return bus

    @cached_property
    def metrics(self) -> MetricsCollector:
        return MetricsCollector()

    @cached_property
    def provider(self) -> Provider:
        provider = registry.create(self.settings.provider.provider, self.settings.provider)
        if self.settings.resilience.breaker_enabled or "breaker" in self.features:
            provider = CircuitBreakerProvider(provider, self.settings.resilience)
        if "cache" in self.features:
            provider = CachingProvider(provider, self.settings.cache.size, self.settings.cache.ttl)
        return provider

    @cached_property
    def features(self) -> FeatureFlags:
        return FeatureFlags()

    @cached_property
    def tracer(self) -> Tracer:
        return Tracer("tracing" in self.features)

    @cached_property
    def repository(self) -> ResultRepository:
        return RepositoryFactory.create(self.settings.storage)

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
        builder = PipelineBuilder(self.events)
        for stage in (
            PromptStage(self.privacy),
            AskStage(self.provider, self.answers, self.settings.resilience, self.events),
            HouseRuleStage(),
            FallbackStage(self.events),
            StoreStage(self.repository),
        ):
            builder.add(TracedStage(stage, self.tracer))
        return builder.build()

    async def __aenter__(self) -> Self:
        await self.provider.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        await self.provider.stop()
        self.repository.close()


def build_container() -> Container:
    """Build the default container."""
    return Container()
