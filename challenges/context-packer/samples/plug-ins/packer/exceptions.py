class PackerError(Exception):
    """Root of everything this package raises."""


class ConfigError(PackerError):
    """The profile can't be used."""


class PluginError(PackerError):
    """A plug-in is unknown, twice there, or of another API version."""


class RequestError(PackerError, ValueError):
    """The request is malformed."""

    def __init__(self, key: str, reason: str, where: str = "request") -> None:
        super().__init__(f"{where}: {key}: {reason}")
        self.key = key
        self.reason = reason
        self.where = where


class BudgetError(PackerError, ValueError):
    """Mandatory parts exceed the budget."""
