"""Chooses what goes into a prompt, so that it never exceeds the token budget. See brief.md."""


class BudgetError(ValueError):
    """The parts that must be in don't fit."""


def pack(request: dict) -> dict:
    """Return {"messages": [...], "used": int, "dropped": {"history": [int, ...], "passages": [str, ...]}}.

    Raises ValueError for a request that is not of the form in brief.md, BudgetError where the parts that must be in don't fit.
    """
    raise NotImplementedError
