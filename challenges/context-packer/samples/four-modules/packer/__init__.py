"""Chooses what goes into a prompt, so that it never exceeds the token budget.

The rules are in the brief; the docstrings here name the one that they implement. The package has three parts, and each knows nothing
of the others' business:

    form.py     what a request has to look like (rule 10)
    choose.py   which parts of a well-formed request are in (rules 2 to 6)
    prompt.py   what the result looks like, given what is in (rules 1, 7 and 8)
"""

from packer.choose import BudgetError, choose
from packer.form import check
from packer.prompt import result

__all__ = ["BudgetError", "pack"]


def pack(request: dict) -> dict:
    """Choose what goes into the prompt.

    Returns ``{"messages": [...], "used": int, "dropped": {"history": [int, ...], "passages": [str, ...]}}``.

    The request is only read. Raises ValueError, naming the key at fault, for a request of another form, and BudgetError where system,
    question and pinned messages alone exceed the budget. The form is looked at first, so a request with both faults is a ValueError
    that is no BudgetError.
    """
    check(request)
    return result(request, choose(request))
