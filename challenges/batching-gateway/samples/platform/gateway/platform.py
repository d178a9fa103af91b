"""Composition root of the platform."""

from __future__ import annotations

import asyncio
import signal

from gateway.application.batching import BatchingService
from gateway.application.use_cases import HealthUseCase, PredictUseCase
from gateway.domain.ports import AuditPort, AuthenticatorPort, CachePort, ModelPort, TelemetryPort, TracerPort
from gateway.infrastructure.cache.adapters import MemoryCache, NullCache
from gateway.infrastructure.persistence.audit import NullAudit, SqliteAudit
from gateway.infrastructure.security.auth import AllowAll, ApiKeyAuthenticator
from gateway.infrastructure.telemetry.prometheus import PrometheusTelemetry
from gateway.infrastructure.telemetry.tracing import LoggingTracer, NullTracer
from gateway.infrastructure.upstream.http_model import HttpModelAdapter
from gateway.interfaces.http.handlers import Handlers
from gateway.interfaces.http.server import HttpServer
from gateway.shared.config import PlatformConfig
from gateway.shared.container import Container
from gateway.shared.flags import FeatureFlags


class Platform:
    def __init__(self, config: PlatformConfig) -> None:
        self._config = config
        self._flags = FeatureFlags()
        self._container = Container()

    def _wire(self) -> None:
        container, flags = self._container, self._flags
        container.register_instance(PlatformConfig, self._config)
        container.register(ModelPort, HttpModelAdapter)
        container.register(CachePort, MemoryCache if flags.enabled("cache") else NullCache)
        container.register(AuditPort, SqliteAudit if flags.enabled("audit") else NullAudit)
        container.register(AuthenticatorPort, ApiKeyAuthenticator if flags.enabled("auth") else AllowAll)
        container.register(TracerPort, LoggingTracer if flags.enabled("tracing") else NullTracer)
        container.register(TelemetryPort, PrometheusTelemetry)
        container.register(BatchingService, BatchingService)
        container.register(PredictUseCase, PredictUseCase)
        container.register(HealthUseCase, HealthUseCase)
        container.register(Handlers, Handlers)
        container.register(HttpServer, HttpServer)

    async def serve(self) -> None:
        self._wire()
        server = self._container.resolve(HttpServer)
        await server.start()
        await self._terminated()
        await self._container.resolve(BatchingService).drain()
        await server.stop()
        await self._container.resolve(AuditPort).close()
        await self._container.resolve(ModelPort).close()

    @staticmethod
    async def _terminated() -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await stop.wait()
