"""
Exceptions Module
=================

This module contains all custom exceptions that are used throughout the package.
"""

from typing import Any, Dict, Optional


class TriageError(Exception):
    """
    Base exception for all errors of this package.

    Attributes:
        message (str): The error message.
        details (Dict[str, Any]): Additional details.
    """

    def __init__(self, message: str, details: Optional[Dict[str, Any]] = None) -> None:
        """
        Initialize the exception.

        Args:
            message (str): The error message.
            details (Optional[Dict[str, Any]]): Additional details.
        """
        super().__init__(message)
        self.message = message
        self.details = details or {}


class TicketValidationError(TriageError, ValueError):
    """Exception raised when a ticket is not valid."""


class ConfigurationError(TriageError):
    """Exception raised when the configuration is not valid."""


class LLMError(TriageError):
    """Base exception for errors of the language model."""


class LLMTimeoutError(LLMError):
    """Exception raised when the language model does not answer in time."""


class LLMConnectionError(LLMError):
    """Exception raised when the connection to the language model fails."""


class LLMServerError(LLMError):
    """Exception raised when the language model returns a server error."""


class LLMClientError(LLMError):
    """Exception raised when the language model returns a client error."""


class LLMResponseError(LLMError):
    """Exception raised when the response of the language model is not valid."""


class LLMRateLimitError(LLMError):
    """
    Exception raised when the rate limit of the language model is exceeded.

    Attributes:
        retry_after (float): The number of seconds to wait.
    """

    def __init__(self, message: str, retry_after: float) -> None:
        """
        Initialize the exception.

        Args:
            message (str): The error message.
            retry_after (float): The number of seconds to wait.
        """
        super().__init__(message, {"retry_after": retry_after})
        self.retry_after = retry_after
