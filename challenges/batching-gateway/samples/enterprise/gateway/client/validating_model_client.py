"""Decorator that checks the number of outputs."""

from gateway.client.model_client import ModelClient
from gateway.dto.model_request_dto import ModelRequestDto
from gateway.dto.model_response_dto import ModelResponseDto
from gateway.exception.exceptions import UpstreamContractException


class ValidatingModelClient(ModelClient):
    def __init__(self, delegate: ModelClient) -> None:
        self._delegate = delegate

    async def open(self) -> None:
        await self._delegate.open()

    async def close(self) -> None:
        await self._delegate.close()

    async def predict(self, request: ModelRequestDto) -> ModelResponseDto:
        response = await self._delegate.predict(request)
        if len(response.outputs) != len(request.inputs):
            raise UpstreamContractException("The model answered with a wrong number of outputs.")
        return response
