"""
LLM Client Module
=================

This module contains the client for the language model.
"""

import asyncio
import json
import os
from typing import Any, Dict, List, Optional

import httpx

from triage.constants import (
    DEFAULT_RETRY_AFTER_SECONDS,
    ENV_LLM_API_KEY,
    ENV_LLM_BASE_URL,
    ENV_LLM_MODEL,
    HTTP_BAD_REQUEST,
    HTTP_INTERNAL_SERVER_ERROR,
    HTTP_OK,
    HTTP_TOO_MANY_REQUESTS,
    MAX_RETRY_AFTER_SECONDS,
    REQUEST_TIMEOUT_SECONDS,
)
from triage.exceptions import (
    ConfigurationError,
    LLMClientError,
    LLMConnectionError,
    LLMRateLimitError,
    LLMResponseError,
    LLMServerError,
    LLMTimeoutError,
)
from triage.logging_utils import get_logger, log_async_call
from triage.validation_utils import parse_llm_content

logger = get_logger(__name__)


def get_required_env(name: str) -> str:
    """
    Get a required environment variable.

    Args:
        name (str): The name of the environment variable.

    Returns:
        str: The value of the environment variable.

    Raises:
        ConfigurationError: If the environment variable is not set.
    """
    value = os.environ.get(name)
    if value is None:
        raise ConfigurationError(f"Environment variable {name} is not set")
    return value


def parse_retry_after(header: Optional[str]) -> float:
    """
    Parse the Retry-After header.

    Args:
        header (Optional[str]): The value of the header.

    Returns:
        float: The number of seconds to wait.
    """
    if header is None:
        return DEFAULT_RETRY_AFTER_SECONDS
    try:
        seconds = int(header.strip())
    except ValueError:
        logger.warning("Invalid Retry-After header: %s", header)
        return DEFAULT_RETRY_AFTER_SECONDS
    if seconds < 0:
        return DEFAULT_RETRY_AFTER_SECONDS
    return min(float(seconds), MAX_RETRY_AFTER_SECONDS)


class LLMClient:
    """
    Client for the language model.

    Attributes:
        base_url (str): The base URL of the service.
        api_key (str): The API key.
        model (str): The name of the model.
    """

    def __init__(self) -> None:
        """Initialize the client from the environment variables."""
        self.base_url = get_required_env(ENV_LLM_BASE_URL)
        self.api_key = get_required_env(ENV_LLM_API_KEY)
        self.model = get_required_env(ENV_LLM_MODEL)
        self._http_client: Optional[httpx.AsyncClient] = None

    async def __aenter__(self) -> "LLMClient":
        """
        Enter the context.

        Returns:
            LLMClient: The client.
        """
        self._http_client = httpx.AsyncClient(timeout=None)
        return self

    async def __aexit__(self, *args: Any) -> None:
        """
        Exit the context.

        Args:
            *args (Any): The exception details.
        """
        if self._http_client is not None:
            await self._http_client.aclose()
            self._http_client = None

    def _build_headers(self) -> Dict[str, str]:
        """
        Build the headers of a request.

        Returns:
            Dict[str, str]: The headers.
        """
        return {"Authorization": f"Bearer {self.api_key}", "Content-Type": "application/json", "Accept": "application/json"}

    def _build_payload(self, messages: List[Dict[str, str]]) -> bytes:
        """
        Build the payload of a request.

        Args:
            messages (List[Dict[str, str]]): The messages.

        Returns:
            bytes: The payload.
        """
        return json.dumps({"model": self.model, "messages": messages, "temperature": 0.0}).encode("utf-8")

    def _check_status(self, response: httpx.Response) -> None:
        """
        Check the status of a response.

        Args:
            response (httpx.Response): The response.

        Raises:
            LLMRateLimitError: If the rate limit is exceeded.
            LLMClientError: If there is a client error.
            LLMServerError: If there is a server error.
        """
        status_code = response.status_code
        if status_code == HTTP_TOO_MANY_REQUESTS:
            raise LLMRateLimitError("Rate limit exceeded", parse_retry_after(response.headers.get("Retry-After")))
        if HTTP_BAD_REQUEST <= status_code < HTTP_INTERNAL_SERVER_ERROR:
            raise LLMClientError(f"Client error: {status_code}", {"status_code": status_code})
        if status_code != HTTP_OK:
            raise LLMServerError(f"Server error: {status_code}", {"status_code": status_code})

    def _extract_content(self, response: httpx.Response) -> Any:
        """
        Extract the content of a response.

        Args:
            response (httpx.Response): The response.

        Returns:
            Any: The content.

        Raises:
            LLMResponseError: If there is no content.
        """
        try:
            return response.json()["choices"][0]["message"]["content"]
        except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError) as error:
            raise LLMResponseError("Response is not a chat completion") from error

    @log_async_call
    async def classify(self, messages: List[Dict[str, str]]) -> Dict[str, Any]:
        """
        Classify a ticket with the language model.

        Args:
            messages (List[Dict[str, str]]): The messages.

        Returns:
            Dict[str, Any]: The validated values.

        Raises:
            LLMError: If the classification fails.
        """
        if self._http_client is None:
            raise ConfigurationError("Client must be used as a context manager")
        try:
            response = await asyncio.wait_for(
                self._http_client.post(
                    f"{self.base_url}/chat/completions", headers=self._build_headers(), content=self._build_payload(messages)
                ),
                timeout=REQUEST_TIMEOUT_SECONDS,
            )
        except (asyncio.TimeoutError, httpx.TimeoutException) as error:
            raise LLMTimeoutError("Request timed out") from error
        except httpx.HTTPError as error:
            raise LLMConnectionError(f"Connection failed: {error}") from error
        self._check_status(response)
        return parse_llm_content(self._extract_content(response))
