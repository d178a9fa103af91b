class BudgetError(ValueError):
    """The parts that must be in the prompt need more tokens than the budget has."""
