"""Wires the layers together."""

from gateway.application import Application
from gateway.client.model_client import AiohttpModelClient, ModelClient
from gateway.client.retrying_model_client import RetryingModelClient
from gateway.client.validating_model_client import ValidatingModelClient
from gateway.config.application_config import ApplicationConfig
from gateway.controller.abstract_controller import AbstractController
from gateway.controller.exception_handler import ExceptionHandler
from gateway.controller.health_controller import HealthController
from gateway.controller.metrics_controller import MetricsController
from gateway.controller.predict_controller import PredictController
from gateway.mapper.model_mapper import BytesToModelResponseMapper, PredictionsToModelRequestMapper
from gateway.mapper.predict_mapper import (
    BytesToPredictRequestMapper,
    OutputToPredictResponseMapper,
    PredictRequestToPredictionMapper,
)
from gateway.repository.metrics_repository import InMemoryMetricsRepository
from gateway.repository.prediction_repository import InMemoryPredictionRepository
from gateway.service.batch_service import BatchServiceImpl
from gateway.service.lifecycle_service import LifecycleServiceImpl
from gateway.service.metrics_service import MetricsServiceImpl
from gateway.service.prediction_service import PredictionServiceImpl
from gateway.util.body_reader import BodyReader


class ApplicationFactory:
    def create(self, config: ApplicationConfig) -> Application:
        predictions = InMemoryPredictionRepository()
        metrics = InMemoryMetricsRepository()
        lifecycle = LifecycleServiceImpl()
        metrics_service = MetricsServiceImpl(metrics, predictions)
        batches = BatchServiceImpl(
            config.batch, config.upstream, predictions, metrics, self._client(config), PredictionsToModelRequestMapper()
        )
        controllers: list[AbstractController] = [
            PredictController(
                PredictionServiceImpl(config.batch, predictions, lifecycle),
                metrics_service,
                BodyReader(config.server.max_body_bytes),
                BytesToPredictRequestMapper(),
                PredictRequestToPredictionMapper(),
                OutputToPredictResponseMapper(),
                ExceptionHandler(),
            ),
            HealthController(lifecycle),
            MetricsController(metrics_service),
        ]
        return Application(config.server, controllers, batches, lifecycle)

    def _client(self, config: ApplicationConfig) -> ModelClient:
        http = AiohttpModelClient(config.upstream, BytesToModelResponseMapper())
        return RetryingModelClient(ValidatingModelClient(http), config.upstream.max_attempts)
