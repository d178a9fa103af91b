"""Composition root."""

from __future__ import annotations

from gateway.core.coordinator import Coordinator
from gateway.core.events import EventBus
from gateway.core.lanes import LaneSet
from gateway.core.lifecycle import Lifecycle
from gateway.core.pipeline import BreakerStage, HttpStage, PipelineBuilder, ReportingStage, RetryStage, ValidationStage
from gateway.core.settings import Settings
from gateway.http.controllers import HealthController, MetricsController, PredictController
from gateway.http.server import WebServer
from gateway.observability import logs
from gateway.observability.metrics import MetricsCollector
from gateway.resilience.breaker import CircuitBreaker


class Bootstrap:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings

    async def run(self) -> None:
        settings = self._settings
        logs.configure(settings.logging.level, settings.logging.format)
        bus = EventBus()
        logs.EventLogger(bus)
        collector = MetricsCollector(bus, settings.metrics.namespace, settings.metrics.latency)
        lifecycle = Lifecycle()
        http_stage = HttpStage(settings)
        breaker = CircuitBreaker(**vars(settings.circuit_breaker))
        call = (
            PipelineBuilder()
            .add(ReportingStage(bus))
            .add(BreakerStage(breaker))
            .add(RetryStage(settings, bus))
            .add(ValidationStage())
            .add(http_stage)
            .build()
        )
        lanes = LaneSet(settings.queue.lanes, settings.queue.capacity)
        coordinator = Coordinator(settings, bus, lanes, call, lifecycle)
        server = WebServer(
            settings,
            PredictController(settings, coordinator, lifecycle, bus),
            HealthController(lifecycle, coordinator),
            MetricsController(collector, coordinator),
        )
        server.start()
        await server.termination()
        await coordinator.drain()
        await server.stop()
        await http_stage.close()
