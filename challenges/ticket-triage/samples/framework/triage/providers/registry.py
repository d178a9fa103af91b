"""Registry of providers, so that new vendors can be plugged in."""

from collections.abc import Callable

from triage.core.settings import ProviderSettings
from triage.providers.base import Provider

Factory = Callable[[ProviderSettings], Provider]

_factories: dict[str, Factory] = {}


def register(name: str) -> Callable[[Factory], Factory]:
    """Register a provider under a name."""

    def decorate(factory: Factory) -> Factory:
        _factories[name] = factory
        return factory

    return decorate


def create(name: str, settings: ProviderSettings) -> Provider:
    """Create the provider of that name."""
    try:
        factory = _factories[name]
    except KeyError:
        raise LookupError(f"unknown provider {name!r}, known: {', '.join(sorted(_factories))}") from None
    return factory(settings)
