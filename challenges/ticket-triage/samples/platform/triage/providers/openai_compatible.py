"""Provider for OpenAI-compatible services."""

import asyncio
import json

import httpx

from triage.core.errors import FatalProviderError, InvalidAnswerError, RateLimitError, RetryableError
from triage.core.settings import ProviderSettings
from triage.core.types import ChatMessage
from triage.providers.registry import register


@register("openai-compatible")
class OpenAICompatibleProvider:
    """Talks to ``POST {base_url}/chat/completions``."""

    PATH = "/chat/completions"

    def __init__(self, settings: ProviderSettings) -> None:
        self._settings = settings
        self._session: httpx.AsyncClient | None = None

    async def start(self) -> None:
        self._session = httpx.AsyncClient(timeout=httpx.Timeout(None))

    async def stop(self) -> None:
        if self._session is not None:
            await self._session.aclose()

    async def complete(self, messages: list[ChatMessage]) -> str:
        response = await self._request(messages)
        if response.status_code == httpx.codes.TOO_MANY_REQUESTS:
            header = response.headers.get("retry-after", "")
            raise RateLimitError(float(header) if header.isdigit() else None)
        if response.is_client_error:
            raise FatalProviderError(f"HTTP {response.status_code}")
        if not response.is_success:
            raise RetryableError(f"HTTP {response.status_code}")
        return self._content(response)

    async def _request(self, messages: list[ChatMessage]) -> httpx.Response:
        assert self._session is not None, "provider was not started"
        body = json.dumps({"model": self._settings.model, "messages": messages})
        headers = {"authorization": f"Bearer {self._settings.api_key}", "content-type": "application/json"}
        url = self._settings.base_url.rstrip("/") + self.PATH
        try:
            async with asyncio.timeout(self._settings.timeout):
                return await self._session.post(url, content=body, headers=headers)
        except TimeoutError:
            raise RetryableError("timeout") from None
        except httpx.HTTPError as error:
            raise RetryableError(type(error).__name__) from error

    @staticmethod
    def _content(response: httpx.Response) -> str:
        try:
            content = response.json()["choices"][0]["message"]["content"]
        except (ValueError, LookupError, TypeError, RecursionError):
            raise InvalidAnswerError("not a chat completion") from None
        if not isinstance(content, str):
            raise InvalidAnswerError("no text")
        return content
