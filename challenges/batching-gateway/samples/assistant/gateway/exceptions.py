"""
Exceptions Module
=================

This module contains all custom exceptions that are used throughout the package.
"""


class GatewayError(Exception):
    """
    Base class for all gateway errors.

    Attributes:
        message (str): The error message.
        details (dict): Additional details about the error.
    """

    def __init__(self, message: str, details: dict | None = None) -> None:
        """
        Initialize the gateway error.

        Args:
            message (str): The error message.
            details (dict | None): Additional details about the error.
        """
        super().__init__(message)
        self.message = message
        self.details = details or {}

    def __str__(self) -> str:
        """
        Return the string representation of the error.

        Returns:
            str: The string representation of the error.
        """
        return self.message


class ConfigurationError(GatewayError):
    """Raised when the configuration is invalid."""


class ValidationError(GatewayError):
    """Raised when validation fails."""


class BodyTooLargeError(GatewayError):
    """Raised when the body is too large."""


class QueueFullError(GatewayError):
    """Raised when the queue is full."""


class ServerDrainingError(GatewayError):
    """Raised when the server is draining."""


class ModelError(GatewayError):
    """Raised when the model fails."""


class RetryExhaustedError(GatewayError):
    """Raised when all retries are exhausted."""


class ClientDisconnectedError(GatewayError):
    """Raised when the client has disconnected."""
