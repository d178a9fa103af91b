"""Finds and imports plug-ins."""

import importlib.util
import logging
from pathlib import Path
from types import ModuleType

logger = logging.getLogger(__name__)


class PluginManager:
    """Imports every module of a folder."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._loaded: dict[str, ModuleType] = {}

    def load_all(self) -> list[str]:
        """Import what is there; the names."""
        for path in sorted(self._folder.glob("*.py")) if self._folder.is_dir() else []:
            if path.stem not in self._loaded:
                self._loaded[path.stem] = self._load(path)
        return sorted(self._loaded)

    def _load(self, path: Path) -> ModuleType:
        spec = importlib.util.spec_from_file_location(f"late_plugin_{path.stem}", path)
        assert spec is not None and spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        logger.info("loaded plug-in %s", path.stem)
        return module
