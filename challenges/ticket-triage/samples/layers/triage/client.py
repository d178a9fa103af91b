"""Clients for language models."""

from __future__ import annotations

import asyncio
import json
import logging
from abc import ABC, abstractmethod
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import httpx

from triage.config import ModelSettings
from triage.exceptions import PermanentModelError, RateLimitedError, ResponseValidationError, TransientModelError
from triage.prompts import Message

logger = logging.getLogger(__name__)


class ModelClient(ABC):
    """Interface of all model clients."""

    async def __aenter__(self) -> ModelClient:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, tb: TracebackType | None) -> None:
        await self.close()

    @abstractmethod
    async def complete(self, messages: Sequence[Message]) -> str:
        """Return the text of the completion."""

    async def close(self) -> None:
        """Release all resources."""


class OpenAIModelClient(ModelClient):
    """Client for OpenAI-compatible services."""

    def __init__(self, settings: ModelSettings) -> None:
        self._settings = settings
        self._http = httpx.AsyncClient(
            timeout=None,
            headers={"Authorization": f"Bearer {settings.api_key}", "Content-Type": "application/json"},
        )

    async def close(self) -> None:
        await self._http.aclose()

    async def complete(self, messages: Sequence[Message]) -> str:
        response = await self._send(messages)
        self._raise_for_status(response)
        return self._extract_text(response)

    async def _send(self, messages: Sequence[Message]) -> httpx.Response:
        payload = {
            "model": self._settings.model,
            "temperature": self._settings.temperature,
            "messages": [message.to_dict() for message in messages],
        }
        try:
            return await asyncio.wait_for(
                self._http.post(f"{self._settings.base_url}/chat/completions", content=json.dumps(payload)),
                timeout=self._settings.request_timeout,
            )
        except asyncio.TimeoutError as exc:
            logger.warning("model request timed out after %s s", self._settings.request_timeout)
            raise TransientModelError("timed out") from exc
        except httpx.HTTPError as exc:
            logger.warning("model request failed: %s", type(exc).__name__)
            raise TransientModelError("connection failed") from exc

    @staticmethod
    def _raise_for_status(response: httpx.Response) -> None:
        status = response.status_code
        if status == 429:
            raise RateLimitedError("rate limited", retry_after=_parse_retry_after(response.headers.get("Retry-After")))
        if 400 <= status < 500:
            raise PermanentModelError(f"status {status}")
        if status != 200:
            raise TransientModelError(f"status {status}")

    @staticmethod
    def _extract_text(response: httpx.Response) -> str:
        try:
            content: Any = response.json()["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, RecursionError) as exc:
            raise ResponseValidationError("not a chat completion") from exc
        if not isinstance(content, str):
            raise ResponseValidationError("completion without text")
        return content


def _parse_retry_after(value: str | None) -> float | None:
    if value is None or not value.strip().isdigit():
        return None
    return float(value)
