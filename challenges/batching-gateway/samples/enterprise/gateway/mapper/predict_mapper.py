import json
from typing import Any

from gateway.dto.predict_request_dto import PredictRequestDto
from gateway.dto.predict_response_dto import PredictResponseDto
from gateway.exception.exceptions import InvalidRequestException
from gateway.mapper.abstract_mapper import AbstractMapper
from gateway.service.prediction import Prediction


class BytesToPredictRequestMapper(AbstractMapper[bytes, PredictRequestDto]):
    def map(self, source: bytes) -> PredictRequestDto:
        try:
            document = json.loads(source)
        except (ValueError, RecursionError) as error:
            raise InvalidRequestException("The body is not valid JSON.", None) from error
        if not isinstance(document, dict):
            raise InvalidRequestException("The body is not an object.")
        if not isinstance(document.get("input"), str):
            raise InvalidRequestException("The attribute 'input' is not a string.")
        return PredictRequestDto(input=document["input"])


class PredictRequestToPredictionMapper(AbstractMapper[PredictRequestDto, Prediction]):
    def map(self, source: PredictRequestDto) -> Prediction:
        return Prediction(source.input)


class OutputToPredictResponseMapper(AbstractMapper[Any, PredictResponseDto]):
    def map(self, source: Any) -> PredictResponseDto:
        return PredictResponseDto(output=source)
