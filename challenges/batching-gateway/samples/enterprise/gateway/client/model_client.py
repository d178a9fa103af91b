"""The model server."""

from abc import ABC, abstractmethod

import aiohttp

from gateway.config.application_config import UpstreamConfig
from gateway.dto.model_request_dto import ModelRequestDto
from gateway.dto.model_response_dto import ModelResponseDto
from gateway.exception.exceptions import UpstreamConnectionException, UpstreamStatusException, UpstreamTimeoutException
from gateway.mapper.model_mapper import BytesToModelResponseMapper


class ModelClient(ABC):
    @abstractmethod
    async def open(self) -> None: ...

    @abstractmethod
    async def close(self) -> None: ...

    @abstractmethod
    async def predict(self, request: ModelRequestDto) -> ModelResponseDto: ...


class AiohttpModelClient(ModelClient):
    def __init__(self, config: UpstreamConfig, mapper: BytesToModelResponseMapper) -> None:
        self._config = config
        self._mapper = mapper
        self._session: aiohttp.ClientSession | None = None

    async def open(self) -> None:
        self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=self._config.timeout_seconds))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def predict(self, request: ModelRequestDto) -> ModelResponseDto:
        if self._session is None:
            raise UpstreamConnectionException("The client is not open.")
        url = self._config.base_url + "/predict"
        try:
            async with self._session.post(url, json=request.to_dict(), allow_redirects=False) as response:
                body = await response.read()
                status = response.status
        except TimeoutError as error:
            raise UpstreamTimeoutException("The model did not answer in time.", error) from error
        except aiohttp.ClientError as error:
            raise UpstreamConnectionException("The model could not be reached.", error) from error
        if status != 200:
            raise UpstreamStatusException(f"The model answered with status {status}.")
        return self._mapper.map(body)
