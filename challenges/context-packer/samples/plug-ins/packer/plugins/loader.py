"""Finds plug-ins: modules of the profile, folders of the profile, entry points of installed distributions."""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path

from ..exceptions import PluginError

ENTRY_POINTS = "packer.plugins"
_loaded: set[str] = set()


def load_modules(names: Iterable[str]) -> None:
    for name in names:
        if name in _loaded:
            continue
        try:
            importlib.import_module(name)
        except ImportError as error:
            raise PluginError(f"plug-in module {name}: {error}") from error
        _loaded.add(name)


def load_paths(paths: Iterable[str]) -> None:
    for folder in map(Path, paths):
        if not folder.is_dir():
            raise PluginError(f"plug-in folder {folder} is not there")
        for file in sorted(folder.glob("*.py")):
            name = f"packer_plugin_{file.stem}"
            if name in _loaded:
                continue
            spec = importlib.util.spec_from_file_location(name, file)
            if spec is None or spec.loader is None:
                raise PluginError(f"plug-in {file} can't be loaded")
            module = importlib.util.module_from_spec(spec)
            sys.modules[name] = module
            spec.loader.exec_module(module)
            _loaded.add(name)


def load_entry_points() -> None:
    for point in importlib.metadata.entry_points(group=ENTRY_POINTS):
        if point.value not in _loaded:
            point.load()
            _loaded.add(point.value)
