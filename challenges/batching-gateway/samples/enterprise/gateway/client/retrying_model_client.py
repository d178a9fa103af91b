"""Decorator that tries again."""

from gateway.client.model_client import ModelClient
from gateway.dto.model_request_dto import ModelRequestDto
from gateway.dto.model_response_dto import ModelResponseDto
from gateway.exception.exceptions import UpstreamException


class RetryingModelClient(ModelClient):
    def __init__(self, delegate: ModelClient, max_attempts: int) -> None:
        self._delegate = delegate
        self._max_attempts = max_attempts

    async def open(self) -> None:
        await self._delegate.open()

    async def close(self) -> None:
        await self._delegate.close()

    async def predict(self, request: ModelRequestDto) -> ModelResponseDto:
        attempt = 1
        while True:
            try:
                return await self._delegate.predict(request)
            except UpstreamException:
                if attempt >= self._max_attempts:
                    raise
                attempt += 1
