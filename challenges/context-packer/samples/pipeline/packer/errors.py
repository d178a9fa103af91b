"""Exception hierarchy."""


class PackerError(ValueError):
    """Base class of all errors of this package."""


class RequestError(PackerError):
    """The request is malformed."""

    def __init__(self, key: str, problem: str) -> None:
        super().__init__(f"{key}: {problem}")
        self.key = key
        self.problem = problem


class BudgetError(PackerError):
    """Mandatory parts don't fit into the budget."""


class StageError(PackerError):
    """A stage of the pipeline is not known."""
