from aiohttp import web

from gateway.controller.abstract_controller import AbstractController
from gateway.controller.exception_handler import ExceptionHandler
from gateway.exception.exceptions import GatewayException
from gateway.mapper.predict_mapper import (
    BytesToPredictRequestMapper,
    OutputToPredictResponseMapper,
    PredictRequestToPredictionMapper,
)
from gateway.service.metrics_service import MetricsService
from gateway.service.prediction_service import PredictionService
from gateway.util.body_reader import BodyReader


class PredictController(AbstractController):
    """POST /predict."""

    def __init__(
        self,
        predictions: PredictionService,
        metrics: MetricsService,
        reader: BodyReader,
        request_mapper: BytesToPredictRequestMapper,
        prediction_mapper: PredictRequestToPredictionMapper,
        response_mapper: OutputToPredictResponseMapper,
        exception_handler: ExceptionHandler,
    ) -> None:
        self._predictions = predictions
        self._metrics = metrics
        self._reader = reader
        self._request_mapper = request_mapper
        self._prediction_mapper = prediction_mapper
        self._response_mapper = response_mapper
        self._exception_handler = exception_handler

    def routes(self) -> list[web.RouteDef]:
        return [web.post("/predict", self.predict)]

    async def predict(self, request: web.Request) -> web.Response:
        try:
            request_dto = self._request_mapper.map(await self._reader.read(request))
            output = await self._predictions.predict(self._prediction_mapper.map(request_dto))
            response = web.json_response(self._response_mapper.map(output).to_dict())
        except GatewayException as exception:
            response = self._exception_handler.handle(exception)
        self._metrics.record_answer(response.status)
        return response
