"""Where plug-ins register."""

from __future__ import annotations

import enum
import inspect
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from ..exceptions import PluginError

T = TypeVar("T", bound=type)


class PluginKind(enum.Enum):
    SCHEMA = "schema"
    RANKING = "ranking"
    STEP = "step"
    SHARE = "share"
    LIMIT = "limit"
    SPLIT = "split"
    RENDER = "render"


class PluginRegistry:
    """Plug-in classes by kind and name."""

    def __init__(self) -> None:
        self._classes: dict[PluginKind, dict[str, type]] = {kind: {} for kind in PluginKind}
        self._aliases: dict[tuple[PluginKind, str], str] = {}

    def register(self, kind: PluginKind, name: str, cls: type, *, replace: bool = False, aliases: tuple[str, ...] = ()) -> None:
        known = self._classes[kind].get(name)
        if known is not None and known is not cls and not replace:
            raise PluginError(f"{kind.value} plug-in {name!r} is registered already, by {known.__module__}")
        self._classes[kind][name] = cls
        for alias in aliases:
            self._aliases[kind, alias] = name

    def unregister(self, kind: PluginKind, name: str) -> None:
        self._classes[kind].pop(name, None)
        self._aliases = {key: target for key, target in self._aliases.items() if key[0] is not kind or target != name}

    def resolve(self, kind: PluginKind, name: str) -> type:
        name = self._aliases.get((kind, name), name)
        try:
            return self._classes[kind][name]
        except KeyError:
            known = ", ".join(sorted(self._classes[kind])) or "none"
            raise PluginError(f"no {kind.value} plug-in {name!r}; known: {known}") from None

    def create(self, kind: PluginKind, name: str, **options: Any) -> Any:
        cls = self.resolve(kind, name)
        accepted = inspect.signature(cls).parameters
        unknown = [key for key in options if key not in accepted]
        if unknown:
            raise PluginError(f"{kind.value} plug-in {name!r} knows no option {unknown[0]!r}")
        return cls(**options)

    def names(self, kind: PluginKind) -> Iterator[str]:
        return iter(sorted(self._classes[kind]))


REGISTRY = PluginRegistry()


def plugin(kind: PluginKind, name: str, *aliases: str) -> Callable[[T], T]:
    """Class decorator that registers a plug-in."""

    def decorate(cls: T) -> T:
        REGISTRY.register(kind, name, cls, aliases=aliases)
        cls.plugin_name = name
        cls.plugin_kind = kind
        return cls

    return decorate
