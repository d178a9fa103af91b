"""
Validators Module
=================

This module contains comprehensive validation helpers that ensure the integrity of all data.
"""

from typing import Any

from gateway import constants
from gateway.exceptions import ConfigurationError, ModelError, ValidationError


def validate_not_none(value: Any, name: str) -> Any:
    """
    Validate that a value is not None.

    Args:
        value (Any): The value to validate.
        name (str): The name of the value.

    Returns:
        Any: The validated value.

    Raises:
        ValidationError: If the value is None.
    """
    if value is None:
        raise ValidationError(f"{name} must not be None")
    return value


def validate_type(value: Any, expected_type: type, name: str) -> Any:
    """
    Validate that a value has the expected type.

    Args:
        value (Any): The value to validate.
        expected_type (type): The expected type.
        name (str): The name of the value.

    Returns:
        Any: The validated value.

    Raises:
        ValidationError: If the value does not have the expected type.
    """
    validate_not_none(value, name)
    if not isinstance(value, expected_type):
        raise ValidationError(f"{name} must be of type {expected_type.__name__}, got {type(value).__name__}")
    return value


def validate_positive(value: float, name: str) -> float:
    """
    Validate that a value is positive.

    Args:
        value (float): The value to validate.
        name (str): The name of the value.

    Returns:
        float: The validated value.

    Raises:
        ValidationError: If the value is not positive.
    """
    validate_not_none(value, name)
    if value <= 0:
        raise ValidationError(f"{name} must be positive, got {value}")
    return value


def validate_port(port: str | None) -> int:
    """
    Validate the port.

    Args:
        port (str | None): The port to validate.

    Returns:
        int: The validated port.

    Raises:
        ConfigurationError: If the port is invalid.
    """
    if port is None or not port.strip():
        raise ConfigurationError(f"Environment variable {constants.ENV_PORT} is not set")
    try:
        number = int(port)
    except ValueError as error:
        raise ConfigurationError(f"Environment variable {constants.ENV_PORT} is not a number") from error
    if not 0 <= number <= 65535:
        raise ConfigurationError(f"Environment variable {constants.ENV_PORT} is out of range")
    return number


def validate_model_url(url: str | None) -> str:
    """
    Validate the model URL.

    Args:
        url (str | None): The model URL to validate.

    Returns:
        str: The validated model URL.

    Raises:
        ConfigurationError: If the model URL is invalid.
    """
    if url is None or not url.strip():
        raise ConfigurationError(f"Environment variable {constants.ENV_MODEL_URL} is not set")
    if not url.startswith(("http://", "https://")):
        raise ConfigurationError(f"Environment variable {constants.ENV_MODEL_URL} is not a valid URL")
    return url.rstrip("/")


def validate_request_body(body: Any) -> str:
    """
    Validate the body of a prediction request.

    Args:
        body (Any): The parsed body to validate.

    Returns:
        str: The validated input.

    Raises:
        ValidationError: If the body is invalid.
    """
    validate_type(body, dict, "body")
    if constants.KEY_INPUT not in body:
        raise ValidationError(f"body must contain the key '{constants.KEY_INPUT}'")
    return validate_type(body[constants.KEY_INPUT], str, constants.KEY_INPUT)


def validate_batch(inputs: list[str]) -> list[str]:
    """
    Validate a batch of inputs.

    Args:
        inputs (list[str]): The batch to validate.

    Returns:
        list[str]: The validated batch.

    Raises:
        ValidationError: If the batch is invalid.
    """
    validate_type(inputs, list, "inputs")
    if len(inputs) < constants.MIN_BATCH_SIZE:
        raise ValidationError(f"batch must contain at least {constants.MIN_BATCH_SIZE} input")
    if len(inputs) > constants.MAX_BATCH_SIZE:
        raise ValidationError(f"batch must contain at most {constants.MAX_BATCH_SIZE} inputs")
    for index, text in enumerate(inputs):
        validate_type(text, str, f"inputs[{index}]")
    return inputs


def validate_model_response(response: Any, expected_count: int) -> list[Any]:
    """
    Validate the response of the model.

    Args:
        response (Any): The parsed response to validate.
        expected_count (int): The expected number of outputs.

    Returns:
        list[Any]: The validated outputs.

    Raises:
        ModelError: If the response is invalid.
    """
    validate_positive(expected_count, "expected_count")
    if not isinstance(response, dict):
        raise ModelError("Model response is not an object")
    if constants.KEY_OUTPUTS not in response:
        raise ModelError("Model response does not contain outputs")
    outputs = response[constants.KEY_OUTPUTS]
    if not isinstance(outputs, list):
        raise ModelError("Model response outputs is not a list")
    if len(outputs) != expected_count:
        raise ModelError(f"Model response contains {len(outputs)} outputs, expected {expected_count}")
    return outputs
