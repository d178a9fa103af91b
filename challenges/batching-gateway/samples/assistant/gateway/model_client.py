"""
Model Client Module
===================

This module contains the client that communicates with the model server.
"""

import asyncio
from typing import Any, Optional

import aiohttp

from gateway import constants
from gateway.exceptions import ModelError, RetryExhaustedError, ValidationError
from gateway.utils.json_utils import safe_json_loads
from gateway.utils.logging_utils import get_logger, log_calls
from gateway.utils.retry_utils import RetryConfig, retry_async
from gateway.validators import validate_batch, validate_model_response, validate_not_none

logger = get_logger(__name__)


class ModelClient:
    """
    Client that communicates with the model server.

    Attributes:
        model_url (str): The URL of the model server.
        timeout_seconds (float): The timeout in seconds.
        retry_config (RetryConfig): The retry configuration.
    """

    def __init__(
        self,
        model_url: str,
        timeout_seconds: float = constants.MODEL_TIMEOUT_SECONDS,
        retry_config: Optional[RetryConfig] = None,
    ) -> None:
        """
        Initialize the model client.

        Args:
            model_url (str): The URL of the model server.
            timeout_seconds (float): The timeout in seconds.
            retry_config (Optional[RetryConfig]): The retry configuration.
        """
        self.model_url = validate_not_none(model_url, "model_url")
        self.timeout_seconds = timeout_seconds
        self.retry_config = retry_config or RetryConfig()
        self._session: Optional[aiohttp.ClientSession] = None

    async def start(self) -> None:
        """Start the model client."""
        if self._session is not None:
            logger.warning("Model client is already started")
            return
        self._session = aiohttp.ClientSession()
        logger.info("Model client started")

    async def stop(self) -> None:
        """Stop the model client."""
        if self._session is None:
            logger.warning("Model client is not started")
            return
        try:
            await self._session.close()
        except Exception as error:
            logger.error("Error while closing the session: %s", error)
        finally:
            self._session = None
        logger.info("Model client stopped")

    @log_calls(logger)
    async def predict(self, inputs: list[str]) -> list[Any]:
        """
        Predict a batch of inputs with retries.

        Args:
            inputs (list[str]): The inputs.

        Returns:
            list[Any]: The outputs.

        Raises:
            ModelError: If the model fails.
        """
        validate_batch(inputs)
        try:
            return await retry_async(lambda: self._predict_once(inputs), self.retry_config)
        except RetryExhaustedError as error:
            raise ModelError(str(error)) from error

    async def _predict_once(self, inputs: list[str]) -> list[Any]:
        """
        Predict a batch of inputs once.

        Args:
            inputs (list[str]): The inputs.

        Returns:
            list[Any]: The outputs.

        Raises:
            ModelError: If the model fails.
        """
        if self._session is None:
            raise ModelError("Model client is not started")
        try:
            status, body = await asyncio.wait_for(self._post(inputs), timeout=self.timeout_seconds)
        except asyncio.TimeoutError as error:
            raise ModelError("Model request timed out") from error
        except aiohttp.ClientError as error:
            raise ModelError(f"Model request failed: {type(error).__name__}") from error
        if status != constants.HTTP_OK:
            raise ModelError(f"Model returned status {status}")
        try:
            parsed = safe_json_loads(body)
        except ValidationError as error:
            raise ModelError("Model returned invalid JSON") from error
        return validate_model_response(parsed, len(inputs))

    async def _post(self, inputs: list[str]) -> tuple[int, bytes]:
        """
        Post the inputs to the model server.

        Args:
            inputs (list[str]): The inputs.

        Returns:
            tuple[int, bytes]: The status and the body.
        """
        assert self._session is not None
        payload = {constants.KEY_INPUTS: inputs}
        async with self._session.post(f"{self.model_url}/predict", json=payload, allow_redirects=False) as response:
            return response.status, await response.read()
