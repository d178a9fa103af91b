"""Composes batches and has them predicted."""

import asyncio
from abc import ABC, abstractmethod

from gateway.client.model_client import ModelClient
from gateway.config.application_config import BatchConfig, UpstreamConfig
from gateway.exception.exceptions import UpstreamException
from gateway.mapper.model_mapper import PredictionsToModelRequestMapper
from gateway.repository.metrics_repository import MetricsRepository
from gateway.repository.prediction_repository import PredictionRepository
from gateway.service.prediction import Prediction


class BatchService(ABC):
    @abstractmethod
    async def start(self) -> None: ...

    @abstractmethod
    async def stop(self) -> None: ...

    @abstractmethod
    async def await_completion(self) -> None: ...


class BatchServiceImpl(BatchService):
    def __init__(
        self,
        batch_config: BatchConfig,
        upstream_config: UpstreamConfig,
        predictions: PredictionRepository,
        metrics: MetricsRepository,
        client: ModelClient,
        mapper: PredictionsToModelRequestMapper,
    ) -> None:
        self._batch_config = batch_config
        self._upstream_config = upstream_config
        self._predictions = predictions
        self._metrics = metrics
        self._client = client
        self._mapper = mapper
        self._workers: list[asyncio.Task[None]] = []
        self._active = 0

    async def start(self) -> None:
        await self._client.open()
        for number in range(self._upstream_config.max_concurrency):
            self._workers.append(asyncio.create_task(self._work(), name=f"batch-worker-{number}"))

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)
        await self._client.close()

    async def await_completion(self) -> None:
        while self._active or self._predictions.count():
            await asyncio.sleep(0.01)

    async def _work(self) -> None:
        while True:
            if not self._is_batch_due():
                await self._predictions.wait_for_change(self._remaining_seconds())
                continue
            batch = self._predictions.pop_oldest(self._batch_config.max_size)
            self._active += 1
            try:
                await self._process(batch)
            finally:
                self._active -= 1

    def _is_batch_due(self) -> bool:
        oldest = self._predictions.find_oldest()
        if oldest is None:
            return False
        is_full = self._predictions.count() >= self._batch_config.max_size
        return is_full or oldest.age_seconds >= self._batch_config.max_wait_seconds

    def _remaining_seconds(self) -> float | None:
        oldest = self._predictions.find_oldest()
        return None if oldest is None else max(0.0, self._batch_config.max_wait_seconds - oldest.age_seconds)

    async def _process(self, batch: list[Prediction]) -> None:
        self._metrics.increment_batch_size(len(batch))
        try:
            response = await self._client.predict(self._mapper.map(batch))
        except UpstreamException as error:
            for prediction in batch:
                prediction.fail(error)
            return
        for prediction, output in zip(batch, response.outputs):
            prediction.complete(output)
