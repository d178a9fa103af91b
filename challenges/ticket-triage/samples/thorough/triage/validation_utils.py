"""
Validation Utilities Module
===========================

This module contains validation utilities that are used throughout the package.
"""

import json
from datetime import datetime
from typing import Any, Dict, List, Optional

from triage.constants import (
    FIELD_BODY,
    FIELD_CATEGORY,
    FIELD_CUSTOMER_TIER,
    FIELD_ID,
    FIELD_NEEDS_HUMAN,
    FIELD_RECEIVED_AT,
    FIELD_REPLY,
    FIELD_SOURCE,
    FIELD_SUBJECT,
    FIELD_URGENCY,
    MAX_REPLY_LENGTH,
    MAX_URGENCY,
    MIN_REPLY_LENGTH,
    MIN_URGENCY,
    REQUIRED_TICKET_FIELDS,
    SOURCE_FALLBACK,
    SOURCE_MODEL,
    VALID_CATEGORIES,
    VALID_TIERS,
)
from triage.exceptions import LLMResponseError, TicketValidationError, TriageError


def is_dict(value: Any) -> bool:
    """
    Check whether a value is a dictionary.

    Args:
        value (Any): The value.

    Returns:
        bool: True if the value is a dictionary, False otherwise.
    """
    return isinstance(value, dict)


def is_string(value: Any) -> bool:
    """
    Check whether a value is a string.

    Args:
        value (Any): The value.

    Returns:
        bool: True if the value is a string, False otherwise.
    """
    return isinstance(value, str)


def is_boolean(value: Any) -> bool:
    """
    Check whether a value is a boolean.

    Args:
        value (Any): The value.

    Returns:
        bool: True if the value is a boolean, False otherwise.
    """
    return isinstance(value, bool)


def is_integer(value: Any) -> bool:
    """
    Check whether a value is an integer and not a boolean.

    Args:
        value (Any): The value.

    Returns:
        bool: True if the value is an integer, False otherwise.
    """
    return isinstance(value, int) and not is_boolean(value)


def is_in_range(value: int, minimum: int, maximum: int) -> bool:
    """
    Check whether a value is in a range.

    Args:
        value (int): The value.
        minimum (int): The minimum.
        maximum (int): The maximum.

    Returns:
        bool: True if the value is in the range, False otherwise.
    """
    return minimum <= value <= maximum


def is_iso_8601(value: Any) -> bool:
    """
    Check whether a value is an ISO 8601 date and time.

    Args:
        value (Any): The value.

    Returns:
        bool: True if the value is an ISO 8601 date and time, False otherwise.
    """
    if not is_string(value):
        return False
    try:
        datetime.fromisoformat(value)
        return True
    except ValueError:
        return False


def validate_required_fields(ticket: Dict[str, Any], required_fields: List[str]) -> None:
    """
    Validate that all required fields are present.

    Args:
        ticket (Dict[str, Any]): The ticket.
        required_fields (List[str]): The required fields.

    Raises:
        TicketValidationError: If a field is missing.
    """
    missing_fields = [field for field in required_fields if field not in ticket]
    if missing_fields:
        raise TicketValidationError(f"Missing required fields: {', '.join(missing_fields)}", {"missing": missing_fields})


def validate_string_field(ticket: Dict[str, Any], field: str) -> None:
    """
    Validate that a field is a string.

    Args:
        ticket (Dict[str, Any]): The ticket.
        field (str): The field.

    Raises:
        TicketValidationError: If the field is not a string.
    """
    if not is_string(ticket[field]):
        raise TicketValidationError(f"Field '{field}' must be a string", {"field": field})


def validate_customer_tier(tier: str) -> None:
    """
    Validate a customer tier.

    Args:
        tier (str): The customer tier.

    Raises:
        TicketValidationError: If the customer tier is not valid.
    """
    if tier not in VALID_TIERS:
        raise TicketValidationError(f"Field '{FIELD_CUSTOMER_TIER}' must be one of: {', '.join(sorted(VALID_TIERS))}")


def validate_received_at(received_at: str) -> None:
    """
    Validate a date and time.

    Args:
        received_at (str): The date and time.

    Raises:
        TicketValidationError: If the date and time is not valid.
    """
    if not is_iso_8601(received_at):
        raise TicketValidationError(f"Field '{FIELD_RECEIVED_AT}' must be an ISO 8601 date and time")


def validate_ticket(ticket: Any) -> None:
    """
    Validate a ticket.

    Args:
        ticket (Any): The ticket.

    Raises:
        TicketValidationError: If the ticket is not valid.
    """
    # Check that the ticket is a dictionary
    if not is_dict(ticket):
        raise TicketValidationError("Ticket must be a JSON object")
    # Check that all required fields are present
    validate_required_fields(ticket, list(REQUIRED_TICKET_FIELDS))
    # Check that all fields are strings
    for field in (FIELD_ID, FIELD_SUBJECT, FIELD_BODY, FIELD_CUSTOMER_TIER, FIELD_RECEIVED_AT):
        validate_string_field(ticket, field)
    # Check the customer tier
    validate_customer_tier(ticket[FIELD_CUSTOMER_TIER])
    # Check the date and time
    validate_received_at(ticket[FIELD_RECEIVED_AT])


def extract_ticket_id(ticket: Any) -> Optional[str]:
    """
    Safely extract the id of a ticket.

    Args:
        ticket (Any): The ticket.

    Returns:
        Optional[str]: The id, or None if it is not available.
    """
    if not is_dict(ticket):
        return None
    ticket_id = ticket.get(FIELD_ID)
    return ticket_id if is_string(ticket_id) else None


def strip_code_fence(content: str) -> str:
    """
    Strip a JSON code fence.

    Args:
        content (str): The content.

    Returns:
        str: The content without the code fence.
    """
    stripped = content.strip()
    if not stripped.startswith("```json"):
        return content
    if not stripped.endswith("```"):
        return content
    return stripped[len("```json") : -len("```")].strip()


def parse_llm_content(content: Any) -> Dict[str, Any]:
    """
    Parse and validate the content of the language model.

    Args:
        content (Any): The content.

    Returns:
        Dict[str, Any]: The validated values.

    Raises:
        LLMResponseError: If the content is not valid.
    """
    # Check that the content is a string
    if not is_string(content):
        raise LLMResponseError("Content must be a string")
    # Parse the content
    try:
        data = json.loads(strip_code_fence(content))
    except (json.JSONDecodeError, ValueError, RecursionError) as error:
        raise LLMResponseError("Content is not valid JSON") from error
    # Check that the data is a dictionary
    if not is_dict(data):
        raise LLMResponseError("Content must be a JSON object")
    # Check that all keys are present
    for key in (FIELD_CATEGORY, FIELD_URGENCY, FIELD_NEEDS_HUMAN, FIELD_REPLY):
        if key not in data:
            raise LLMResponseError(f"Missing key '{key}'")
    # Check the category
    if not is_string(data[FIELD_CATEGORY]) or data[FIELD_CATEGORY] not in VALID_CATEGORIES:
        raise LLMResponseError(f"Invalid '{FIELD_CATEGORY}'")
    # Check the urgency
    if not is_integer(data[FIELD_URGENCY]) or not is_in_range(data[FIELD_URGENCY], MIN_URGENCY, MAX_URGENCY):
        raise LLMResponseError(f"Invalid '{FIELD_URGENCY}'")
    # Check the needs_human flag
    if not is_boolean(data[FIELD_NEEDS_HUMAN]):
        raise LLMResponseError(f"Invalid '{FIELD_NEEDS_HUMAN}'")
    # Check the reply
    if not is_string(data[FIELD_REPLY]) or not is_in_range(len(data[FIELD_REPLY]), MIN_REPLY_LENGTH, MAX_REPLY_LENGTH):
        raise LLMResponseError(f"Invalid '{FIELD_REPLY}'")
    return {key: data[key] for key in (FIELD_CATEGORY, FIELD_URGENCY, FIELD_NEEDS_HUMAN, FIELD_REPLY)}


def validate_result(result: Dict[str, Any]) -> None:
    """
    Validate a result as a final safety check.

    Args:
        result (Dict[str, Any]): The result.

    Raises:
        TriageError: If the result is not valid.
    """
    if result is None or not is_dict(result):
        raise TriageError("Result must be a dictionary")
    if result.get(FIELD_CATEGORY) not in VALID_CATEGORIES:
        raise TriageError("Result has an invalid category")
    if not is_in_range(result.get(FIELD_URGENCY, 0), MIN_URGENCY, MAX_URGENCY):
        raise TriageError("Result has an invalid urgency")
    if result.get(FIELD_SOURCE) not in (SOURCE_MODEL, SOURCE_FALLBACK):
        raise TriageError("Result has an invalid source")
