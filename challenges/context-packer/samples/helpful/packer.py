"""
Context Packer Module
=====================

This module provides a robust, production-ready implementation of a context packer for
Large Language Model (LLM) prompts. It selects which parts of a conversation, which retrieved
passages, and which mandatory components should be included in the final prompt so that the
total number of tokens never exceeds the provided budget.

Key Features:
    - Comprehensive input validation with descriptive error messages
    - Deterministic passage ranking with tie-breaking
    - Turn-based conversation history selection
    - Defensive programming throughout
    - Detailed logging and performance metrics
    - Full type annotations

Example:
    >>> from packer import pack
    >>> result = pack(request)
    >>> print(result["used"])
    82

Author: AI-assisted
Version: 1.0.0
"""

from __future__ import annotations

import copy
import functools
import logging
import math
import time
from collections import defaultdict
from enum import Enum
from typing import Any, Callable, Dict, List, Optional, Set, Tuple, TypeVar, Union

# ============================================================================
# Logging Configuration
# ============================================================================

logger = logging.getLogger(__name__)
logger.addHandler(logging.NullHandler())

# ============================================================================
# Type Aliases
# ============================================================================

F = TypeVar("F", bound=Callable[..., Any])
RequestDict = Dict[str, Any]
MessageDict = Dict[str, Any]
PassageDict = Dict[str, Any]
ResultDict = Dict[str, Any]
Number = Union[int, float]

# ============================================================================
# Constants
# ============================================================================

# Keys of the request
KEY_BUDGET = "budget"
KEY_SYSTEM = "system"
KEY_HISTORY = "history"
KEY_PASSAGES = "passages"
KEY_QUESTION = "question"

# Keys of the components
KEY_TEXT = "text"
KEY_TOKENS = "tokens"
KEY_ROLE = "role"
KEY_PINNED = "pinned"
KEY_ID = "id"
KEY_SCORE = "score"
KEY_SOURCE = "source"

# Keys of the result
KEY_MESSAGES = "messages"
KEY_USED = "used"
KEY_DROPPED = "dropped"
KEY_CONTENT = "content"

# Algorithm parameters
PASSAGE_BUDGET_RATIO_NUMERATOR = 6
PASSAGE_BUDGET_RATIO_DENOMINATOR = 10
MAX_PASSAGES_PER_SOURCE = 2
MIN_TOKENS = 0
MIN_BUDGET = 0

# Retry parameters
DEFAULT_MAX_RETRIES = 3
DEFAULT_RETRY_DELAY_SECONDS = 0.01


class Role(str, Enum):
    """Enumeration of the supported message roles."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"

    @classmethod
    def history_values(cls) -> Tuple[str, ...]:
        """
        Return the role values which are allowed in the history.

        Returns:
            Tuple[str, ...]: The allowed role values.
        """
        return (cls.USER.value, cls.ASSISTANT.value)


# ============================================================================
# Exceptions
# ============================================================================


class BudgetError(ValueError):
    """
    Exception raised when the mandatory parts exceed the budget.

    Attributes:
        required (Optional[int]): The number of tokens that are required.
        available (Optional[int]): The number of tokens that are available.
    """

    def __init__(self, message: str, required: Optional[int] = None, available: Optional[int] = None) -> None:
        """
        Initialize the BudgetError.

        Args:
            message (str): The error message.
            required (Optional[int]): The number of tokens that are required.
            available (Optional[int]): The number of tokens that are available.
        """
        super().__init__(message)
        self.required = required
        self.available = available


class PackerValidationError(ValueError):
    """
    Exception raised when the request is not valid.

    Attributes:
        field (str): The name of the field which is not valid.
    """

    def __init__(self, message: str, field: str) -> None:
        """
        Initialize the PackerValidationError.

        Args:
            message (str): The error message.
            field (str): The name of the field which is not valid.
        """
        super().__init__(message)
        self.field = field


class PackerInternalError(RuntimeError):
    """Exception raised when an internal invariant is violated."""


class TransientPackerError(RuntimeError):
    """Exception raised when an operation may succeed if it is retried."""


# ============================================================================
# Decorators
# ============================================================================


def log_execution_time(func: F) -> F:
    """
    Decorator that logs the execution time of the decorated function.

    Args:
        func (F): The function to decorate.

    Returns:
        F: The decorated function.
    """

    @functools.wraps(func)
    def wrapper(*args: Any, **kwargs: Any) -> Any:
        start_time = time.perf_counter()
        try:
            return func(*args, **kwargs)
        finally:
            elapsed_ms = (time.perf_counter() - start_time) * 1000
            logger.debug("Function %s took %.3f ms", func.__name__, elapsed_ms)

    return wrapper  # type: ignore[return-value]


def retry_on_transient_error(
    max_retries: int = DEFAULT_MAX_RETRIES, delay_seconds: float = DEFAULT_RETRY_DELAY_SECONDS
) -> Callable[[F], F]:
    """
    Decorator that retries the decorated function when a transient error occurs.

    Args:
        max_retries (int): The maximum number of retries.
        delay_seconds (float): The initial delay between retries in seconds.

    Returns:
        Callable[[F], F]: The decorator.
    """

    def decorator(func: F) -> F:
        @functools.wraps(func)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            last_error: Optional[Exception] = None
            for attempt in range(max_retries + 1):
                try:
                    return func(*args, **kwargs)
                except TransientPackerError as error:
                    last_error = error
                    logger.warning("Attempt %d of %s failed: %s", attempt + 1, func.__name__, error)
                    time.sleep(delay_seconds * (2**attempt))
            raise PackerInternalError(f"{func.__name__} failed after {max_retries} retries") from last_error

        return wrapper  # type: ignore[return-value]

    return decorator


# ============================================================================
# Utility Functions
# ============================================================================


def is_valid_integer(value: Any) -> bool:
    """
    Check whether the given value is a valid integer (booleans are not).

    Args:
        value (Any): The value to check.

    Returns:
        bool: True if the value is a valid integer, False otherwise.
    """
    return isinstance(value, int) and not isinstance(value, bool)


def is_valid_number(value: Any) -> bool:
    """
    Check whether the given value is a valid number (booleans are not).

    Args:
        value (Any): The value to check.

    Returns:
        bool: True if the value is a valid number, False otherwise.
    """
    return is_valid_integer(value) or isinstance(value, float)


def is_valid_string(value: Any) -> bool:
    """
    Check whether the given value is a valid string.

    Args:
        value (Any): The value to check.

    Returns:
        bool: True if the value is a valid string, False otherwise.
    """
    return isinstance(value, str)


def safe_get(mapping: Optional[Dict[str, Any]], key: str, default: Any = None) -> Any:
    """
    Safely get a value from a mapping.

    Args:
        mapping (Optional[Dict[str, Any]]): The mapping to get the value from.
        key (str): The key to look up.
        default (Any): The default value if the key is not present.

    Returns:
        Any: The value or the default.
    """
    if mapping is None:
        return default
    try:
        return mapping.get(key, default)
    except AttributeError:
        logger.debug("safe_get called on a non-mapping: %r", type(mapping))
        return default


def safe_get_tokens(component: Optional[Dict[str, Any]]) -> int:
    """
    Safely get the number of tokens of a component.

    Args:
        component (Optional[Dict[str, Any]]): The component.

    Returns:
        int: The number of tokens, or 0 if it is not available.
    """
    tokens = safe_get(component, KEY_TOKENS, MIN_TOKENS)
    if not is_valid_integer(tokens):
        return MIN_TOKENS
    return max(MIN_TOKENS, tokens)


def safe_sum_tokens(components: List[Dict[str, Any]]) -> int:
    """
    Safely sum the tokens of several components.

    Args:
        components (List[Dict[str, Any]]): The components.

    Returns:
        int: The sum of the tokens.
    """
    total = 0
    for component in components:
        total += safe_get_tokens(component)
    return total


def is_message_pinned(message: MessageDict) -> bool:
    """
    Check whether the given message is pinned.

    Args:
        message (MessageDict): The message to check.

    Returns:
        bool: True if the message is pinned, False otherwise.
    """
    return bool(safe_get(message, KEY_PINNED, False))


def is_user_message(message: MessageDict) -> bool:
    """
    Check whether the given message is a user message.

    Args:
        message (MessageDict): The message to check.

    Returns:
        bool: True if the message is a user message, False otherwise.
    """
    return safe_get(message, KEY_ROLE) == Role.USER.value


def is_assistant_message(message: MessageDict) -> bool:
    """
    Check whether the given message is an assistant message.

    Args:
        message (MessageDict): The message to check.

    Returns:
        bool: True if the message is an assistant message, False otherwise.
    """
    return safe_get(message, KEY_ROLE) == Role.ASSISTANT.value


# ============================================================================
# Validation Functions
# ============================================================================


def validate_key_present(container: Dict[str, Any], key: str, context: str) -> None:
    """
    Validate that a key is present in a container.

    Args:
        container (Dict[str, Any]): The container.
        key (str): The key that must be present.
        context (str): A description of the container for error messages.

    Raises:
        PackerValidationError: If the key is not present.
    """
    if key not in container:
        raise PackerValidationError(f"Missing required key '{key}' in {context}", key)


def validate_is_dict(value: Any, context: str) -> None:
    """
    Validate that a value is a dictionary.

    Args:
        value (Any): The value to validate.
        context (str): A description of the value for error messages.

    Raises:
        PackerValidationError: If the value is not a dictionary.
    """
    if value is None:
        raise PackerValidationError(f"Expected '{context}' to be a dictionary, but got None", context)
    if not isinstance(value, dict):
        raise PackerValidationError(f"Expected '{context}' to be a dictionary, but got {type(value).__name__}", context)


def validate_is_list(value: Any, context: str) -> None:
    """
    Validate that a value is a list.

    Args:
        value (Any): The value to validate.
        context (str): A description of the value for error messages.

    Raises:
        PackerValidationError: If the value is not a list.
    """
    if value is None:
        raise PackerValidationError(f"Expected '{context}' to be a list, but got None", context)
    if not isinstance(value, list):
        raise PackerValidationError(f"Expected '{context}' to be a list, but got {type(value).__name__}", context)


def validate_non_negative_integer(container: Dict[str, Any], key: str, context: str) -> None:
    """
    Validate that a value is a non-negative integer.

    Args:
        container (Dict[str, Any]): The container of the value.
        key (str): The key of the value.
        context (str): A description of the container for error messages.

    Raises:
        PackerValidationError: If the value is not a non-negative integer.
    """
    validate_key_present(container, key, context)
    value = container[key]
    if not is_valid_integer(value):
        raise PackerValidationError(f"Expected '{key}' in {context} to be an integer, but got {type(value).__name__}", key)
    if value < MIN_TOKENS:
        raise PackerValidationError(f"Expected '{key}' in {context} to be non-negative, but got {value}", key)


def validate_string(container: Dict[str, Any], key: str, context: str) -> None:
    """
    Validate that a value is a string.

    Args:
        container (Dict[str, Any]): The container of the value.
        key (str): The key of the value.
        context (str): A description of the container for error messages.

    Raises:
        PackerValidationError: If the value is not a string.
    """
    validate_key_present(container, key, context)
    value = container[key]
    if not is_valid_string(value):
        raise PackerValidationError(f"Expected '{key}' in {context} to be a string, but got {type(value).__name__}", key)


def validate_score(container: Dict[str, Any], key: str, context: str) -> None:
    """
    Validate that a value is a valid score.

    Args:
        container (Dict[str, Any]): The container of the value.
        key (str): The key of the value.
        context (str): A description of the container for error messages.

    Raises:
        PackerValidationError: If the value is not a valid score.
    """
    validate_key_present(container, key, context)
    value = container[key]
    if not is_valid_number(value):
        raise PackerValidationError(f"Expected '{key}' in {context} to be a number, but got {type(value).__name__}", key)
    if isinstance(value, float) and math.isnan(value):
        raise PackerValidationError(f"Expected '{key}' in {context} to be a number, but got NaN", key)


def validate_text_component(component: Any, context: str) -> None:
    """
    Validate a component with text and tokens.

    Args:
        component (Any): The component to validate.
        context (str): A description of the component for error messages.

    Raises:
        PackerValidationError: If the component is not valid.
    """
    validate_is_dict(component, context)
    validate_string(component, KEY_TEXT, context)
    validate_non_negative_integer(component, KEY_TOKENS, context)


def validate_message(message: Any, index: int) -> None:
    """
    Validate a history message.

    Args:
        message (Any): The message to validate.
        index (int): The index of the message.

    Raises:
        PackerValidationError: If the message is not valid.
    """
    context = f"history item {index}"
    validate_text_component(message, context)
    validate_string(message, KEY_ROLE, context)
    if message[KEY_ROLE] not in Role.history_values():
        raise PackerValidationError(f"Unsupported '{KEY_ROLE}' in {context}: {message[KEY_ROLE]!r}", KEY_ROLE)
    if KEY_PINNED in message and not isinstance(message[KEY_PINNED], bool):
        raise PackerValidationError(f"Expected '{KEY_PINNED}' in {context} to be a boolean", KEY_PINNED)


def validate_passage(passage: Any, index: int) -> None:
    """
    Validate a passage.

    Args:
        passage (Any): The passage to validate.
        index (int): The index of the passage.

    Raises:
        PackerValidationError: If the passage is not valid.
    """
    context = f"passage {index}"
    validate_text_component(passage, context)
    validate_string(passage, KEY_ID, context)
    validate_string(passage, KEY_SOURCE, context)
    validate_score(passage, KEY_SCORE, context)


def validate_unique_passage_ids(passages: List[PassageDict]) -> None:
    """
    Validate that the ids of all passages are unique.

    Args:
        passages (List[PassageDict]): The passages to validate.

    Raises:
        PackerValidationError: If an id is not unique.
    """
    seen_ids: Set[str] = set()
    for passage in passages:
        passage_id = passage[KEY_ID]
        if passage_id in seen_ids:
            raise PackerValidationError(f"Duplicate passage '{KEY_ID}': {passage_id!r}", KEY_ID)
        seen_ids.add(passage_id)


@log_execution_time
def validate_request(request: Any) -> None:
    """
    Validate the complete request.

    Args:
        request (Any): The request to validate.

    Raises:
        PackerValidationError: If the request is not valid.
    """
    validate_is_dict(request, "request")
    validate_non_negative_integer(request, KEY_BUDGET, "request")
    validate_key_present(request, KEY_SYSTEM, "request")
    validate_text_component(request[KEY_SYSTEM], KEY_SYSTEM)
    validate_key_present(request, KEY_QUESTION, "request")
    validate_text_component(request[KEY_QUESTION], KEY_QUESTION)
    validate_key_present(request, KEY_HISTORY, "request")
    validate_is_list(request[KEY_HISTORY], KEY_HISTORY)
    for index, message in enumerate(request[KEY_HISTORY]):
        validate_message(message, index)
    validate_key_present(request, KEY_PASSAGES, "request")
    validate_is_list(request[KEY_PASSAGES], KEY_PASSAGES)
    for index, passage in enumerate(request[KEY_PASSAGES]):
        validate_passage(passage, index)
    validate_unique_passage_ids(request[KEY_PASSAGES])
    logger.info("Request validated successfully")


def validate_result(result: ResultDict, budget: int) -> None:
    """
    Validate the result as a final safety net.

    Args:
        result (ResultDict): The result to validate.
        budget (int): The token budget.

    Raises:
        PackerInternalError: If the result is not valid.
    """
    if result is None:
        raise PackerInternalError("Result must not be None")
    for key in (KEY_MESSAGES, KEY_USED, KEY_DROPPED):
        if key not in result:
            raise PackerInternalError(f"Result lacks '{key}'")
    if result[KEY_USED] > budget:
        raise PackerInternalError(f"Used {result[KEY_USED]} tokens of a budget of {budget}")
    if len(result[KEY_MESSAGES]) < 2:
        raise PackerInternalError("Result must have at least two messages")
    for message in result[KEY_MESSAGES]:
        if message.get(KEY_ROLE) not in [role.value for role in Role]:
            raise PackerInternalError(f"Unexpected role {message.get(KEY_ROLE)!r}")


# ============================================================================
# Core Algorithm
# ============================================================================


class ContextPacker:
    """
    Selects the parts of a prompt within a token budget.

    Attributes:
        request (RequestDict): The validated request.
        metrics (Dict[str, Any]): Metrics which were collected while packing.
    """

    def __init__(self, request: RequestDict) -> None:
        """
        Initialize the ContextPacker.

        Args:
            request (RequestDict): The validated request.
        """
        self.request = request
        self.metrics: Dict[str, Any] = {}
        self._remaining_tokens = 0
        self._ranked_passages: List[PassageDict] = []
        self._selected_passage_ids: Set[str] = set()
        self._source_counts: Dict[str, int] = defaultdict(int)
        self._selected_history_indices: Set[int] = set()

    @log_execution_time
    def reserve_mandatory_tokens(self) -> None:
        """
        Reserve the tokens of the mandatory parts.

        Raises:
            BudgetError: If the mandatory parts exceed the budget.
        """
        budget = self.request[KEY_BUDGET]
        required = safe_get_tokens(self.request[KEY_SYSTEM]) + safe_get_tokens(self.request[KEY_QUESTION])
        for index, message in enumerate(self.request[KEY_HISTORY]):
            if is_message_pinned(message):
                required += safe_get_tokens(message)
                self._selected_history_indices.add(index)
        if required > budget:
            logger.error("Mandatory parts need %d tokens, budget is %d", required, budget)
            raise BudgetError(f"Mandatory parts need {required} tokens but budget is {budget}", required, budget)
        self._remaining_tokens = budget - required
        self.metrics["mandatory_tokens"] = required

    @log_execution_time
    def rank_passages(self) -> None:
        """Rank the passages by descending score, then by ascending id."""
        self._ranked_passages = sorted(
            self.request[KEY_PASSAGES], key=lambda passage: (-passage[KEY_SCORE], passage[KEY_ID])
        )

    def _is_source_limit_reached(self, passage: PassageDict) -> bool:
        """
        Check whether the limit of the source of a passage is reached.

        Args:
            passage (PassageDict): The passage to check.

        Returns:
            bool: True if the limit is reached, False otherwise.
        """
        return self._source_counts[passage[KEY_SOURCE]] >= MAX_PASSAGES_PER_SOURCE

    def _is_passage_selected(self, passage: PassageDict) -> bool:
        """
        Check whether a passage is selected already.

        Args:
            passage (PassageDict): The passage to check.

        Returns:
            bool: True if the passage is selected, False otherwise.
        """
        return passage[KEY_ID] in self._selected_passage_ids

    @log_execution_time
    def select_passages(self, token_limit: int) -> int:
        """
        Select passages within a token limit.

        Args:
            token_limit (int): The maximum number of tokens for this selection.

        Returns:
            int: The number of tokens used by this selection.
        """
        tokens_used = 0
        for passage in self._ranked_passages:
            # Skip passages that are already selected
            if self._is_passage_selected(passage):
                continue
            # Skip passages whose source has reached its limit
            if self._is_source_limit_reached(passage):
                continue
            # Skip passages that do not fit
            passage_tokens = safe_get_tokens(passage)
            if tokens_used + passage_tokens > token_limit:
                continue
            # Select the passage
            self._selected_passage_ids.add(passage[KEY_ID])
            self._source_counts[passage[KEY_SOURCE]] += 1
            tokens_used += passage_tokens
        self._remaining_tokens -= tokens_used
        return tokens_used

    def _group_history_into_turns(self) -> List[List[int]]:
        """
        Group the history into turns.

        Returns:
            List[List[int]]: The turns as lists of indices.
        """
        turns: List[List[int]] = []
        for index, message in enumerate(self.request[KEY_HISTORY]):
            # A user message always starts a new turn
            if is_user_message(message):
                turns.append([index])
            # An assistant message belongs to the current turn
            elif is_assistant_message(message):
                if turns:
                    turns[-1].append(index)
                else:
                    turns.append([index])
            # This should never happen because the request is validated
            else:
                raise PackerInternalError(f"Unexpected role at index {index}")
        return turns

    @log_execution_time
    def select_history(self) -> int:
        """
        Select the history by whole turns, newest first.

        Returns:
            int: The number of tokens used by this selection.
        """
        tokens_used = 0
        history = self.request[KEY_HISTORY]
        for turn in reversed(self._group_history_into_turns()):
            turn_cost = safe_sum_tokens([history[index] for index in turn if not is_message_pinned(history[index])])
            # Stop at the first turn that does not fit
            if turn_cost > self._remaining_tokens:
                break
            self._selected_history_indices.update(turn)
            self._remaining_tokens -= turn_cost
            tokens_used += turn_cost
        return tokens_used

    def _build_messages(self) -> List[MessageDict]:
        """
        Build the messages of the result.

        Returns:
            List[MessageDict]: The messages.
        """
        messages: List[MessageDict] = []
        # Add the system message
        messages.append({KEY_ROLE: Role.SYSTEM.value, KEY_CONTENT: self.request[KEY_SYSTEM][KEY_TEXT]})
        # Add the passages
        passage_lines = [
            f"[{passage[KEY_ID]}] {passage[KEY_TEXT]}" for passage in self._ranked_passages if self._is_passage_selected(passage)
        ]
        if passage_lines:
            messages.append({KEY_ROLE: Role.SYSTEM.value, KEY_CONTENT: "\n".join(passage_lines)})
        # Add the history
        for index, message in enumerate(self.request[KEY_HISTORY]):
            if index in self._selected_history_indices:
                messages.append({KEY_ROLE: message[KEY_ROLE], KEY_CONTENT: message[KEY_TEXT]})
        # Add the question
        messages.append({KEY_ROLE: Role.USER.value, KEY_CONTENT: self.request[KEY_QUESTION][KEY_TEXT]})
        return messages

    def _build_dropped(self) -> Dict[str, Any]:
        """
        Build the dropped part of the result.

        Returns:
            Dict[str, Any]: The dropped history indices and passage ids.
        """
        dropped_history = [
            index for index in range(len(self.request[KEY_HISTORY])) if index not in self._selected_history_indices
        ]
        dropped_passages = [passage[KEY_ID] for passage in self._ranked_passages if not self._is_passage_selected(passage)]
        return {KEY_HISTORY: dropped_history, KEY_PASSAGES: dropped_passages}

    @log_execution_time
    def build_result(self) -> ResultDict:
        """
        Build the result.

        Returns:
            ResultDict: The result.
        """
        return {
            KEY_MESSAGES: self._build_messages(),
            KEY_USED: self.request[KEY_BUDGET] - self._remaining_tokens,
            KEY_DROPPED: self._build_dropped(),
        }

    @log_execution_time
    def pack(self) -> ResultDict:
        """
        Run all steps of the algorithm.

        Returns:
            ResultDict: The result.

        Raises:
            BudgetError: If the mandatory parts exceed the budget.
        """
        # Step 1: Reserve the mandatory tokens
        self.reserve_mandatory_tokens()
        # Step 2: Rank the passages
        self.rank_passages()
        # Step 3: Select passages within their share
        passage_limit = self._remaining_tokens * PASSAGE_BUDGET_RATIO_NUMERATOR // PASSAGE_BUDGET_RATIO_DENOMINATOR
        self.metrics["passage_tokens"] = self.select_passages(passage_limit)
        # Step 4: Select history
        self.metrics["history_tokens"] = self.select_history()
        # Step 5: Fill up with passages
        self.metrics["backfill_tokens"] = self.select_passages(self._remaining_tokens)
        # Step 6: Build the result
        result = self.build_result()
        logger.info("Packing finished: %s", self.metrics)
        return result


# ============================================================================
# Public API
# ============================================================================


@retry_on_transient_error()
@log_execution_time
def pack(request: RequestDict) -> ResultDict:
    """
    Pack a request into a prompt.

    Args:
        request (RequestDict): The request.

    Returns:
        ResultDict: The messages, the used tokens, and what was dropped.

    Raises:
        ValueError: If the request is not valid.
        BudgetError: If the mandatory parts exceed the budget.
    """
    # Validate the request
    validate_request(request)
    # Create a defensive copy so that the original request is never mutated
    working_copy = {
        KEY_BUDGET: request[KEY_BUDGET],
        KEY_SYSTEM: copy.copy(request[KEY_SYSTEM]),
        KEY_HISTORY: [copy.copy(message) for message in request[KEY_HISTORY]],
        KEY_PASSAGES: [copy.copy(passage) for passage in request[KEY_PASSAGES]],
        KEY_QUESTION: copy.copy(request[KEY_QUESTION]),
    }
    # Pack
    result = ContextPacker(working_copy).pack()
    # Validate the result
    validate_result(result, request[KEY_BUDGET])
    return result


# ============================================================================
# Main (for demonstration purposes)
# ============================================================================


def create_example_request() -> RequestDict:
    """
    Create an example request.

    Returns:
        RequestDict: The example request.
    """
    return {
        KEY_BUDGET: 100,
        KEY_SYSTEM: {KEY_TEXT: "You are a helpful assistant.", KEY_TOKENS: 5},
        KEY_HISTORY: [
            {KEY_ROLE: Role.USER.value, KEY_TEXT: "Hello", KEY_TOKENS: 15},
            {KEY_ROLE: Role.ASSISTANT.value, KEY_TEXT: "Hi", KEY_TOKENS: 10},
            {KEY_ROLE: Role.USER.value, KEY_TEXT: "Is it on?", KEY_TOKENS: 20},
        ],
        KEY_PASSAGES: [
            {KEY_ID: "faq", KEY_TEXT: "The FAQ", KEY_TOKENS: 40, KEY_SCORE: 0.9, KEY_SOURCE: "wiki"},
            {KEY_ID: "manual", KEY_TEXT: "The manual", KEY_TOKENS: 12, KEY_SCORE: 0.3, KEY_SOURCE: "wiki"},
        ],
        KEY_QUESTION: {KEY_TEXT: "Why?", KEY_TOKENS: 5},
    }


def main() -> None:
    """Run a demonstration of the context packer."""
    logging.basicConfig(level=logging.DEBUG, format="%(asctime)s - %(name)s - %(levelname)s - %(message)s")
    print("=" * 60)
    print("Context Packer Demo")
    print("=" * 60)
    try:
        result = pack(create_example_request())
        for number, message in enumerate(result[KEY_MESSAGES], start=1):
            print(f"{number}. [{message[KEY_ROLE]}] {message[KEY_CONTENT]}")
        print(f"✅ Used tokens: {result[KEY_USED]}")
        print(f"🗑️ Dropped: {result[KEY_DROPPED]}")
    except BudgetError as error:
        print(f"❌ Budget error: {error}")
    except ValueError as error:
        print(f"❌ Validation error: {error}")


if __name__ == "__main__":
    main()
