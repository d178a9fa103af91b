"""Plug-ins by kind and name."""

import importlib
import importlib.util
import pkgutil
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

KINDS = ("source", "sink", "report", "store", "cleaner", "feature", "model", "splitter", "metric", "hook")


class UnknownPlugin(Exception):
    pass


class Registry:
    def __init__(self) -> None:
        self._plugins: dict[tuple[str, str], Any] = {}

    def register(self, kind: str, name: str) -> Callable[[Any], Any]:
        if kind not in KINDS:
            raise UnknownPlugin(f"no kind of plug-in is called {kind}")

        def remember(plugin: Any) -> Any:
            self._plugins[kind, name] = plugin
            return plugin

        return remember

    def find(self, kind: str, name: str) -> Any:
        try:
            return self._plugins[kind, name]
        except KeyError:
            known = ", ".join(sorted(n for k, n in self._plugins if k == kind)) or "none"
            raise UnknownPlugin(f"no {kind} is called {name}; known: {known}") from None

    def create(self, kind: str, name: str, settings: Any) -> Any:
        return self.find(kind, name)(settings)

    def create_all(self, kind: str, names: Iterable[str], settings: Any) -> list[Any]:
        return [self.create(kind, name, settings) for name in names]


registry = Registry()


def discover(folders: Iterable[str]) -> None:
    """Import all built-in plug-ins, and every module in the given folders."""
    import late.builtin

    for module in pkgutil.iter_modules(late.builtin.__path__):
        importlib.import_module(f"late.builtin.{module.name}")
    for folder in folders:
        for file in sorted(Path(folder).glob("*.py")):
            spec = importlib.util.spec_from_file_location(f"late_plugin_{file.stem}", file)
            if spec and spec.loader:
                spec.loader.exec_module(importlib.util.module_from_spec(spec))
