"""Use cases."""

from __future__ import annotations

from typing import Any, Optional

from gateway.application.batching import BatchingService
from gateway.domain.entities import InferenceInput, InferenceRequest
from gateway.domain.errors import DomainError, Unauthorized
from gateway.domain.ports import AuthenticatorPort, CachePort
from gateway.shared.result import Err, Ok, Result


class PredictUseCase:
    """Authenticate, look into the cache, infer, fill the cache."""

    def __init__(self, batching: BatchingService, cache: CachePort, authenticator: AuthenticatorPort) -> None:
        self._batching = batching
        self._cache = cache
        self._authenticator = authenticator

    async def execute(self, text: str, token: Optional[str]) -> Result[Any, DomainError]:
        tenant = await self._authenticator.authenticate(token)
        if tenant is None:
            return Err(Unauthorized("a valid API key is required"))
        cached = await self._cache.get(text)
        if cached is not None:
            return Ok(cached)
        result = await self._batching.submit(InferenceRequest(InferenceInput(text), tenant))
        if isinstance(result, Ok):
            await self._cache.put(text, result.value)
        return result


class HealthUseCase:
    def __init__(self, batching: BatchingService) -> None:
        self._batching = batching

    def execute(self) -> tuple[bool, dict[str, Any]]:
        healthy = not self._batching.draining
        return healthy, {"status": "ok" if healthy else "draining", "waiting": self._batching.depth}
