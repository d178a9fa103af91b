"""Use cases of a client."""

from abc import ABC, abstractmethod
from typing import Any

from gateway.config.application_config import BatchConfig
from gateway.exception.exceptions import QueueFullException, ShuttingDownException
from gateway.repository.prediction_repository import PredictionRepository
from gateway.service.lifecycle_service import LifecycleService
from gateway.service.prediction import Prediction


class PredictionService(ABC):
    @abstractmethod
    async def predict(self, prediction: Prediction) -> Any: ...


class PredictionServiceImpl(PredictionService):
    def __init__(self, config: BatchConfig, predictions: PredictionRepository, lifecycle: LifecycleService) -> None:
        self._config = config
        self._predictions = predictions
        self._lifecycle = lifecycle

    async def predict(self, prediction: Prediction) -> Any:
        if not self._lifecycle.is_accepting():
            raise ShuttingDownException("The gateway is shutting down.")
        if self._predictions.count() >= self._config.max_queued:
            raise QueueFullException("Too many predictions are waiting.")
        self._predictions.save(prediction)
        try:
            return await prediction.result
        finally:
            self._predictions.delete_by_id(prediction.identity)
