"""
Batch Manager Module
====================

This module contains the batch manager that groups requests into batches.
"""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Optional

from gateway import constants
from gateway.exceptions import GatewayError, ModelError, QueueFullError
from gateway.metrics_collector import MetricsCollector
from gateway.model_client import ModelClient
from gateway.utils.logging_utils import get_logger
from gateway.utils.timing_utils import get_current_time, get_remaining_time
from gateway.validators import validate_not_none, validate_positive, validate_type

logger = get_logger(__name__)


@dataclass
class PendingRequest:
    """
    A request that is pending.

    Attributes:
        text (str): The input text.
        future (asyncio.Future): The future that receives the output.
        created_at (float): The time of creation.
        cancelled (bool): Whether the request was cancelled.
    """

    text: str
    future: asyncio.Future
    created_at: float = field(default_factory=get_current_time)
    cancelled: bool = False

    def is_active(self) -> bool:
        """
        Check whether the request is active.

        Returns:
            bool: True if the request is active, False otherwise.
        """
        return not self.cancelled and not self.future.done()


class BatchManager:
    """
    Manager that groups requests into batches.

    Attributes:
        model_client (ModelClient): The model client.
        metrics_collector (MetricsCollector): The metrics collector.
        max_batch_size (int): The maximum batch size.
        max_wait_time (float): The maximum wait time in seconds.
        max_queue_size (int): The maximum queue size.
    """

    def __init__(
        self,
        model_client: ModelClient,
        metrics_collector: MetricsCollector,
        max_batch_size: int = constants.MAX_BATCH_SIZE,
        max_wait_time: float = constants.MAX_WAIT_TIME_SECONDS,
        max_queue_size: int = constants.MAX_QUEUE_SIZE,
        max_concurrent_requests: int = constants.MAX_CONCURRENT_REQUESTS,
    ) -> None:
        """
        Initialize the batch manager.

        Args:
            model_client (ModelClient): The model client.
            metrics_collector (MetricsCollector): The metrics collector.
            max_batch_size (int): The maximum batch size.
            max_wait_time (float): The maximum wait time in seconds.
            max_queue_size (int): The maximum queue size.
            max_concurrent_requests (int): The maximum number of concurrent requests.
        """
        self.model_client = validate_not_none(model_client, "model_client")
        self.metrics_collector = validate_not_none(metrics_collector, "metrics_collector")
        self.max_batch_size = int(validate_positive(max_batch_size, "max_batch_size"))
        self.max_wait_time = validate_positive(max_wait_time, "max_wait_time")
        self.max_queue_size = int(validate_positive(max_queue_size, "max_queue_size"))
        self._semaphore = asyncio.Semaphore(int(validate_positive(max_concurrent_requests, "max_concurrent_requests")))
        self._queue: deque[PendingRequest] = deque()
        self._new_request_event = asyncio.Event()
        self._processing_tasks: set[asyncio.Task] = set()
        self._dispatcher_task: Optional[asyncio.Task] = None
        self.metrics_collector.set_queue_depth_provider(self.get_queue_depth)

    async def start(self) -> None:
        """Start the batch manager."""
        if self._dispatcher_task is not None:
            logger.warning("Batch manager is already started")
            return
        self._dispatcher_task = asyncio.create_task(self._dispatch_loop())
        logger.info("Batch manager started")

    async def stop(self) -> None:
        """Stop the batch manager."""
        if self._dispatcher_task is None:
            logger.warning("Batch manager is not started")
            return
        self._dispatcher_task.cancel()
        try:
            await self._dispatcher_task
        except asyncio.CancelledError:
            logger.debug("Dispatcher task was cancelled")
        self._dispatcher_task = None
        logger.info("Batch manager stopped")

    def get_queue_depth(self) -> int:
        """
        Get the queue depth.

        Returns:
            int: The queue depth.
        """
        return len(self._queue)

    def is_idle(self) -> bool:
        """
        Check whether the batch manager is idle.

        Returns:
            bool: True if there is nothing to do, False otherwise.
        """
        return self.get_queue_depth() == 0 and len(self._processing_tasks) == 0

    async def wait_until_idle(self) -> None:
        """Wait until the batch manager is idle."""
        while not self.is_idle():
            await asyncio.sleep(constants.POLL_INTERVAL_SECONDS)

    def add_request(self, text: str) -> PendingRequest:
        """
        Add a request to the queue.

        Args:
            text (str): The input text.

        Returns:
            PendingRequest: The pending request.

        Raises:
            QueueFullError: If the queue is full.
        """
        validate_type(text, str, "text")
        if self.get_queue_depth() >= self.max_queue_size:
            logger.warning("Queue is full")
            raise QueueFullError("Queue is full, please try again later")
        request = PendingRequest(text=text, future=asyncio.get_running_loop().create_future())
        self._queue.append(request)
        self._new_request_event.set()
        logger.debug("Added request, queue depth is now %d", self.get_queue_depth())
        return request

    def cancel_request(self, request: PendingRequest) -> None:
        """
        Cancel a request.

        Args:
            request (PendingRequest): The request to cancel.
        """
        validate_not_none(request, "request")
        request.cancelled = True
        for index, candidate in enumerate(self._queue):
            if candidate is request:
                del self._queue[index]
                logger.debug("Removed cancelled request from the queue")
                break
        if not request.future.done():
            request.future.cancel()

    async def _dispatch_loop(self) -> None:
        """Dispatch batches in an endless loop."""
        while True:
            await self._semaphore.acquire()
            try:
                batch = await self._collect_batch()
            except BaseException:
                self._semaphore.release()
                raise
            task = asyncio.create_task(self._process_batch(batch))
            self._processing_tasks.add(task)
            task.add_done_callback(self._on_batch_processed)

    def _on_batch_processed(self, task: asyncio.Task) -> None:
        """
        Handle the end of a batch.

        Args:
            task (asyncio.Task): The task of the batch.
        """
        self._processing_tasks.discard(task)
        self._semaphore.release()
        if not task.cancelled() and task.exception() is not None:
            logger.error("Unexpected error while processing a batch: %s", task.exception())

    async def _collect_batch(self) -> list[PendingRequest]:
        """
        Collect a batch from the queue.

        Returns:
            list[PendingRequest]: The batch.
        """
        while True:
            self._new_request_event.clear()
            timeout: Optional[float] = None
            if self._queue:
                timeout = get_remaining_time(self._queue[0].created_at, self.max_wait_time)
                if timeout <= 0 or len(self._queue) >= self.max_batch_size:
                    batch = self._take_active_requests()
                    if batch:
                        return batch
                    continue
            try:
                await asyncio.wait_for(self._new_request_event.wait(), timeout=timeout)
            except asyncio.TimeoutError:
                logger.debug("Maximum wait time reached")

    def _take_active_requests(self) -> list[PendingRequest]:
        """
        Take active requests from the queue.

        Returns:
            list[PendingRequest]: The active requests.
        """
        batch: list[PendingRequest] = []
        while self._queue and len(batch) < self.max_batch_size:
            request = self._queue.popleft()
            if request.is_active():
                batch.append(request)
            else:
                logger.debug("Skipping inactive request")
        return batch

    async def _process_batch(self, batch: list[PendingRequest]) -> None:
        """
        Process a batch.

        Args:
            batch (list[PendingRequest]): The batch.
        """
        logger.debug("Processing batch of size %d", len(batch))
        self.metrics_collector.record_batch(len(batch))
        try:
            outputs = await self.model_client.predict([request.text for request in batch])
        except ModelError as error:
            logger.error("Model failed: %s", error)
            self._reject_batch(batch, error)
        except Exception as error:
            logger.exception("Unexpected error")
            self._reject_batch(batch, ModelError(f"Unexpected error: {type(error).__name__}"))
        else:
            self._resolve_batch(batch, outputs)

    @staticmethod
    def _resolve_batch(batch: list[PendingRequest], outputs: list[Any]) -> None:
        """
        Resolve a batch.

        Args:
            batch (list[PendingRequest]): The batch.
            outputs (list[Any]): The outputs.
        """
        for request, output in zip(batch, outputs):
            if request.is_active():
                request.future.set_result(output)

    @staticmethod
    def _reject_batch(batch: list[PendingRequest], error: GatewayError) -> None:
        """
        Reject a batch.

        Args:
            batch (list[PendingRequest]): The batch.
            error (GatewayError): The error.
        """
        for request in batch:
            if request.is_active():
                request.future.set_exception(error)
