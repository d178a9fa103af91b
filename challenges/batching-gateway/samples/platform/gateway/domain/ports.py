"""Ports of the domain (hexagonal architecture)."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, List, Optional

from gateway.domain.entities import Batch, InferenceRequest, TenantId
from gateway.domain.errors import ModelFailure
from gateway.shared.result import Result


class ModelPort(ABC):
    @abstractmethod
    async def infer(self, texts: List[str]) -> Result[List[Any], ModelFailure]: ...

    @abstractmethod
    async def close(self) -> None: ...


class CachePort(ABC):
    @abstractmethod
    async def get(self, key: str) -> Optional[Any]: ...

    @abstractmethod
    async def put(self, key: str, value: Any) -> None: ...


class AuditPort(ABC):
    @abstractmethod
    async def record(self, request: InferenceRequest) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...


class AuthenticatorPort(ABC):
    @abstractmethod
    async def authenticate(self, token: Optional[str]) -> Optional[TenantId]: ...


class TelemetryPort(ABC):
    @abstractmethod
    def request_finished(self, status: int) -> None: ...

    @abstractmethod
    def batch_started(self, batch: Batch) -> None: ...

    @abstractmethod
    def render(self, depth: int) -> str: ...


class TracerPort(ABC):
    @abstractmethod
    def span(self, name: str, **attributes: Any): ...
