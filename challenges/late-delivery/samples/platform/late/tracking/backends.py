"""Where experiments are recorded."""

import json
import time
import uuid
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

from late.core.registry import Registry

TRACKERS: Registry["Tracker"] = Registry("tracker")


class Tracker(ABC):
    """Records one run."""

    @abstractmethod
    def start(self, name: str) -> None:
        """Begin a run."""

    @abstractmethod
    def parameters(self, values: dict[str, Any]) -> None:
        """Record parameters."""

    @abstractmethod
    def metrics(self, values: dict[str, float], step: str) -> None:
        """Record metrics."""

    @abstractmethod
    def finish(self, status: str) -> None:
        """End the run."""


@TRACKERS.register("null")
class NullTracker(Tracker):
    """Records nothing."""

    def start(self, name: str) -> None:
        pass

    def parameters(self, values: dict[str, Any]) -> None:
        pass

    def metrics(self, values: dict[str, float], step: str) -> None:
        pass

    def finish(self, status: str) -> None:
        pass


@TRACKERS.register("file")
class FileTracker(Tracker):
    """Records runs as folders of JSON files."""

    def __init__(self, folder: str) -> None:
        self._root = Path(folder)
        self._folder: Path | None = None
        self._record: dict[str, Any] = {}

    def start(self, name: str) -> None:
        self._folder = self._root / f"{time.strftime('%Y%m%d-%H%M%S')}-{uuid.uuid4().hex[:8]}"
        self._record = {"name": name, "started": time.time(), "parameters": {}, "metrics": []}

    def parameters(self, values: dict[str, Any]) -> None:
        self._record["parameters"].update(values)

    def metrics(self, values: dict[str, float], step: str) -> None:
        self._record["metrics"].append({"step": step, **values})

    def finish(self, status: str) -> None:
        assert self._folder is not None
        self._record.update(status=status, finished=time.time())
        self._folder.mkdir(parents=True, exist_ok=True)
        (self._folder / "run.json").write_text(json.dumps(self._record, indent=2, default=str))
