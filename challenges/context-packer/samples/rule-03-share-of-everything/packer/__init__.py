"""Builds a prompt that stays within its token budget."""

from .errors import BudgetError
from .request import PackRequest
from .selection import Selection

__all__ = ["BudgetError", "pack"]


def pack(request: dict) -> dict:
    """Choose what goes into the prompt.

    Raises:
        BudgetError: system, question and pinned messages alone need more than the budget.
        ValueError: the request is malformed.
    """
    selection = Selection(PackRequest.parse(request))
    selection.fill()
    return selection.result()
