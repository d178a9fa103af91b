"""Errors of the framework."""


class LateMLError(Exception):
    """Base class of all errors."""

    exit_code = 1


class InputError(LateMLError):
    """An input can't be used."""

    exit_code = 2


class ConfigurationError(LateMLError):
    """The configuration can't be used."""

    exit_code = 2


class RegistryError(LateMLError):
    """A component is unknown or registered twice."""
