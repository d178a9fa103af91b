"""A small dependency-injection container with singleton and factory scopes."""

from __future__ import annotations

import inspect
from enum import Enum
from typing import Any, Callable, Dict, Tuple, Type, TypeVar, get_type_hints

T = TypeVar("T")


class Scope(Enum):
    SINGLETON = "singleton"
    TRANSIENT = "transient"


class ResolutionError(Exception):
    """A dependency is unknown or depends on itself."""


class Container:
    def __init__(self) -> None:
        self._providers: Dict[type, Tuple[Callable[..., Any], Scope]] = {}
        self._instances: Dict[type, Any] = {}
        self._resolving: list[type] = []

    def register(self, interface: Type[T], provider: Callable[..., T], scope: Scope = Scope.SINGLETON) -> None:
        self._providers[interface] = (provider, scope)

    def register_instance(self, interface: Type[T], instance: T) -> None:
        self._instances[interface] = instance

    def resolve(self, interface: Type[T]) -> T:
        if interface in self._instances:
            return self._instances[interface]
        if interface not in self._providers:
            raise ResolutionError(f"nothing is registered for {interface.__name__}")
        if interface in self._resolving:
            raise ResolutionError(f"{interface.__name__} depends on itself")
        self._resolving.append(interface)
        try:
            provider, scope = self._providers[interface]
            instance = provider(**self._arguments(provider))
        finally:
            self._resolving.pop()
        if scope is Scope.SINGLETON:
            self._instances[interface] = instance
        return instance

    def _arguments(self, provider: Callable[..., Any]) -> Dict[str, Any]:
        target = provider.__init__ if inspect.isclass(provider) else provider
        hints = {name: hint for name, hint in get_type_hints(target).items() if name != "return"}
        return {name: self.resolve(hint) for name, hint in hints.items()}
