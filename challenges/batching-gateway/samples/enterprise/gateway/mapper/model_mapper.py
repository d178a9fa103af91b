import json

from gateway.dto.model_request_dto import ModelRequestDto
from gateway.dto.model_response_dto import ModelResponseDto
from gateway.exception.exceptions import UpstreamContractException
from gateway.mapper.abstract_mapper import AbstractMapper
from gateway.service.prediction import Prediction


class PredictionsToModelRequestMapper(AbstractMapper[list[Prediction], ModelRequestDto]):
    def map(self, source: list[Prediction]) -> ModelRequestDto:
        return ModelRequestDto(inputs=tuple(prediction.text for prediction in source))


class BytesToModelResponseMapper(AbstractMapper[bytes, ModelResponseDto]):
    def map(self, source: bytes) -> ModelResponseDto:
        try:
            document = json.loads(source)
        except (ValueError, RecursionError) as error:
            raise UpstreamContractException("The model did not answer with JSON.", None) from error
        if not isinstance(document, dict) or not isinstance(document.get("outputs"), list):
            raise UpstreamContractException("The model did not answer with outputs.")
        return ModelResponseDto(outputs=tuple(document["outputs"]))
