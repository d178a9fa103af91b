"""Exception hierarchy of the package."""


class LateDeliveryError(Exception):
    """Base class for all errors of this package."""

    exit_code = 1


class InputError(LateDeliveryError):
    """Something is wrong with an input."""

    exit_code = 2


class InputFileNotFoundError(InputError):
    """An input file does not exist."""

    def __init__(self, path: str) -> None:
        super().__init__(f"input file not found: {path}")
        self.path = path


class MissingColumnError(InputError):
    """An input file lacks a column."""

    def __init__(self, path: str, column: str) -> None:
        super().__init__(f"missing column '{column}' in {path}")
        self.path = path
        self.column = column


class ConfigurationError(LateDeliveryError):
    """The configuration is not valid."""

    exit_code = 2


class UnknownModelError(ConfigurationError):
    """The configured model is not known to the factory."""

    def __init__(self, name: str, known: list[str]) -> None:
        super().__init__(f"unknown model '{name}', known models: {', '.join(known)}")
