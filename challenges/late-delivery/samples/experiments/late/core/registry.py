"""Component registries: every family of components has one, and configuration refers to components by name."""

from collections.abc import Callable, Iterator
from typing import Any, Generic, TypeVar

from late.core.errors import RegistryError

T = TypeVar("T")


class Registry(Generic[T]):
    """A mapping of names to component classes."""

    def __init__(self, family: str) -> None:
        self._family = family
        self._components: dict[str, Callable[..., T]] = {}

    def register(self, name: str) -> Callable[[Callable[..., T]], Callable[..., T]]:
        """Class decorator that registers a component."""

        def decorate(component: Callable[..., T]) -> Callable[..., T]:
            if name in self._components:
                raise RegistryError(f"{self._family} '{name}' is registered twice")
            self._components[name] = component
            return component

        return decorate

    def create(self, name: str, **parameters: Any) -> T:
        """Create a component by name."""
        try:
            component = self._components[name]
        except KeyError:
            raise RegistryError(f"unknown {self._family} '{name}', known: {', '.join(sorted(self._components))}") from None
        return component(**parameters)

    def __contains__(self, name: str) -> bool:
        return name in self._components

    def __iter__(self) -> Iterator[str]:
        return iter(sorted(self._components))

    def __len__(self) -> int:
        return len(self._components)
