"""Dependency injection."""

from __future__ import annotations

from typing import Any, Callable, ClassVar, Optional, TypeVar

from packer.application.config import AppConfig, ConfigLoader
from packer.application.dto import RequestMapper
from packer.application.use_cases import PackContextUseCase
from packer.domain.services import HistoryService, PassageService, ReservationService
from packer.infrastructure.cache import LruResultCache, NullResultCache
from packer.infrastructure.metrics import InMemoryMetricsSink, NullMetricsSink
from packer.infrastructure.repository import NullPackRepository, SqlitePackRepository
from packer.infrastructure.strategies import PrecountedTokenizer, RoleTurnSegmenter, ScorePassageRanker

T = TypeVar("T")


class Container:
    _default: ClassVar[Optional[Container]] = None

    def __init__(self, config: AppConfig) -> None:
        self.config = config
        self._singletons: dict[str, Any] = {}

    @classmethod
    def default(cls) -> Container:
        if cls._default is None:
            cls._default = cls(ConfigLoader().load())
        return cls._default

    def _singleton(self, name: str, factory: Callable[[], T]) -> T:
        if name not in self._singletons:
            self._singletons[name] = factory()
        return self._singletons[name]

    def metrics(self):
        factories = {"null": NullMetricsSink, "memory": InMemoryMetricsSink}
        return self._singleton("metrics", factories[self.config.metrics_backend])

    def cache(self):
        if not self.config.cache_enabled:
            return self._singleton("cache", NullResultCache)
        return self._singleton("cache", lambda: LruResultCache(self.config.cache_size))

    def repository(self):
        factories = {"null": NullPackRepository, "sqlite": SqlitePackRepository}
        return self._singleton("repository", factories[self.config.repository_backend])

    def service(self) -> PackContextUseCase:
        return self._singleton(
            "service",
            lambda: PackContextUseCase(
                mapper=RequestMapper(),
                reservation=ReservationService(PrecountedTokenizer()),
                passages=PassageService(ScorePassageRanker(), self.config.max_per_source),
                history=HistoryService(RoleTurnSegmenter()),
                cache=self.cache(),
                metrics=self.metrics(),
                repository=self.repository(),
                share_percent=self.config.share_percent,
            ),
        )
