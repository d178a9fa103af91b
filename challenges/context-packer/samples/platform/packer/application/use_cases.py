from __future__ import annotations

import copy
import hashlib
import secrets
import time
from typing import Any

from packer.application.dto import RequestMapper
from packer.application.presenters import ResultPresenter
from packer.domain.entities import PackingState, PackRequest
from packer.domain.errors import DomainError
from packer.domain.ports import MetricsSink, PackRepository, ResultCache
from packer.domain.services import HistoryService, PassageService, ReservationService


class PackContextUseCase:
    def __init__(
        self,
        mapper: RequestMapper,
        reservation: ReservationService,
        passages: PassageService,
        history: HistoryService,
        cache: ResultCache,
        metrics: MetricsSink,
        repository: PackRepository,
        share_percent: int,
    ) -> None:
        self._mapper = mapper
        self._reservation = reservation
        self._passages = passages
        self._history = history
        self._cache = cache
        self._metrics = metrics
        self._repository = repository
        self._share_percent = share_percent
        self._presenter = ResultPresenter()

    def pack(self, raw: Any) -> dict:
        started = time.perf_counter()
        try:
            result = self._pack(raw)
        except DomainError as error:
            self._metrics.increment("pack.failed", code=error.code)
            raise
        self._metrics.observe("pack.seconds", time.perf_counter() - started)
        return result

    def _pack(self, raw: Any) -> dict:
        request = self._mapper.to_domain(raw)
        key = self._cache_key(request) if self._cache.enabled else secrets.token_hex(32)
        cached = self._cache.get(key)
        if cached is not None:
            self._metrics.increment("pack.cache_hit")
            return copy.deepcopy(cached)
        state = PackingState(request, correlation_id=key[:12])
        self._reservation.reserve(state)
        self._passages.allocate(state, state.left * self._share_percent // 100)
        self._history.allocate(state)
        self._passages.allocate(state, state.left)
        result = self._presenter.present(state)
        if self._cache.enabled:
            self._cache.put(key, copy.deepcopy(result))
        self._repository.save(key, result)
        self._metrics.increment("pack.succeeded")
        return result

    @staticmethod
    def _cache_key(request: PackRequest) -> str:
        return hashlib.sha256(repr(request).encode("utf-8", "surrogatepass")).hexdigest()
