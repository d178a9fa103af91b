"""
Errors for the late delivery prediction package.

This module contains the custom exceptions that are raised by the other modules.
"""


class LateDeliveryError(Exception):
    """Base class for all errors of this package."""


class DataLoadingError(LateDeliveryError):
    """Raised when data can not be loaded."""


class DataValidationError(LateDeliveryError):
    """Raised when data is not valid."""


class ModelLoadingError(LateDeliveryError):
    """Raised when the model can not be loaded."""


class ModelNotFittedError(LateDeliveryError):
    """Raised when the model is used before it is fitted."""


class OutputWritingError(LateDeliveryError):
    """Raised when an output can not be written."""
