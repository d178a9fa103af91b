"""A registry in a folder: index.json, and the models by hash."""

import hashlib
import json
import shutil
from pathlib import Path

from late.core.errors import LateMLError
from late.registry.models import ModelVersion, Stage


class ModelRegistry:
    """Registers, lists and promotes model versions."""

    def __init__(self, folder: str) -> None:
        self._folder = Path(folder)
        self._index = self._folder / "index.json"

    def register(self, name: str, location: str, metrics: dict[str, float]) -> ModelVersion:
        """Add a model's file as the next version."""
        digest = hashlib.sha256(Path(location).read_bytes()).hexdigest()
        versions = self.versions()
        number = 1 + max((each.version for each in versions if each.name == name), default=0)
        made = ModelVersion(name, number, digest, Stage.STAGING, metrics)
        (self._folder / "models").mkdir(parents=True, exist_ok=True)
        shutil.copyfile(location, self._folder / "models" / digest)
        self._write([*versions, made])
        return made

    def versions(self, name: str | None = None) -> list[ModelVersion]:
        """All versions, or those of one model."""
        if not self._index.exists():
            return []
        found = [ModelVersion.from_dict(each) for each in json.loads(self._index.read_text())]
        return [each for each in found if name is None or each.name == name]

    def promote(self, name: str, version: int) -> ModelVersion:
        """Put a version into production; the one before is archived."""
        versions = self.versions()
        chosen = [each for each in versions if each.name == name and each.version == version]
        if not chosen:
            raise LateMLError(f"there is no version {version} of {name}")
        for each in versions:
            if each.name == name and each.stage is Stage.PRODUCTION:
                each.stage = Stage.ARCHIVED
        chosen[0].stage = Stage.PRODUCTION
        self._write(versions)
        return chosen[0]

    def production(self, name: str) -> Path | None:
        """The file of the version in production."""
        for each in self.versions(name):
            if each.stage is Stage.PRODUCTION:
                return self._folder / "models" / each.sha256
        return None

    def _write(self, versions: list[ModelVersion]) -> None:
        self._index.write_text(json.dumps([each.to_dict() for each in versions], indent=2))
