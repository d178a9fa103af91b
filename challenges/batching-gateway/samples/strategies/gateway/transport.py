"""Model transports: the HTTP one, and a decorator that adds retries to any other."""

from __future__ import annotations

import asyncio
from typing import Any, Sequence

import aiohttp

from .config import UpstreamConfig
from .errors import UpstreamError
from .interfaces import ModelTransport, RetryStrategy


class HttpModelTransport(ModelTransport):
    def __init__(self, config: UpstreamConfig) -> None:
        self._endpoint = config.url + "/predict"
        self._timeout = aiohttp.ClientTimeout(total=config.timeout_ms / 1000.0)
        self._session: aiohttp.ClientSession | None = None

    def _get_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=self._timeout)
        return self._session

    async def predict(self, inputs: Sequence[str]) -> list[Any]:
        payload = await self._exchange(inputs)
        return self._validate(payload, len(inputs))

    async def _exchange(self, inputs: Sequence[str]) -> Any:
        try:
            async with self._get_session().post(self._endpoint, json={"inputs": list(inputs)}) as response:
                if response.status != 200:
                    raise UpstreamError(f"model server returned status {response.status}")
                return await response.json(content_type=None)
        except (aiohttp.ClientError, asyncio.TimeoutError) as error:
            raise UpstreamError(f"model server unavailable: {error!r}") from error
        except ValueError as error:
            raise UpstreamError("model server returned invalid JSON") from error

    @staticmethod
    def _validate(payload: Any, expected: int) -> list[Any]:
        if not isinstance(payload, dict):
            raise UpstreamError("model server returned an unexpected payload")
        outputs = payload.get("outputs")
        if not isinstance(outputs, list):
            raise UpstreamError("model server returned no outputs")
        if len(outputs) != expected:
            raise UpstreamError(f"model server returned {len(outputs)} outputs for {expected} inputs")
        return outputs

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()


class RetryingTransport(ModelTransport):
    """Decorates a transport with a retry strategy."""

    def __init__(self, inner: ModelTransport, strategy: RetryStrategy) -> None:
        self._inner = inner
        self._strategy = strategy

    async def predict(self, inputs: Sequence[str]) -> list[Any]:
        attempt = 0
        while True:
            attempt += 1
            try:
                return await self._inner.predict(inputs)
            except Exception as error:
                if not self._strategy.should_retry(attempt, error):
                    raise
            delay = self._strategy.delay(attempt)
            if delay > 0:
                await asyncio.sleep(delay)

    async def close(self) -> None:
        await self._inner.close()
