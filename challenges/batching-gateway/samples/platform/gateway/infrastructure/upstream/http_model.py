"""HTTP adapter of the model port."""

from __future__ import annotations

import asyncio
import json
from typing import Any, List, Optional

import aiohttp

from gateway.domain.errors import ModelFailure
from gateway.domain.ports import ModelPort
from gateway.shared.config import PlatformConfig
from gateway.shared.result import Err, Ok, Result


class HttpModelAdapter(ModelPort):
    def __init__(self, config: PlatformConfig) -> None:
        self._url = config.model.url + "/predict"
        self._timeout = config.model.timeout
        self._session: Optional[aiohttp.ClientSession] = None

    async def infer(self, texts: List[str]) -> Result[List[Any], ModelFailure]:
        try:
            status, body = await asyncio.wait_for(self._post(texts), self._timeout)
        except asyncio.TimeoutError:
            return Err(ModelFailure("the model did not answer in time"))
        except aiohttp.ClientError as error:
            return Err(ModelFailure(f"the connection to the model failed: {type(error).__name__}"))
        if status != 200:
            return Err(ModelFailure(f"the model answered with {status}"))
        return self._decode(body, len(texts))

    async def _post(self, texts: List[str]) -> tuple[int, bytes]:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=None))
        async with self._session.post(self._url, json={"inputs": texts}) as response:
            return response.status, await response.read()

    @staticmethod
    def _decode(body: bytes, expected: int) -> Result[List[Any], ModelFailure]:
        try:
            document = json.loads(body)
        except ValueError:
            return Err(ModelFailure("the model answered with something other than JSON"))
        outputs = document.get("outputs") if isinstance(document, dict) else None
        if not isinstance(outputs, list) or len(outputs) != expected:
            return Err(ModelFailure("the model's outputs do not match the inputs"))
        return Ok(outputs)

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()
