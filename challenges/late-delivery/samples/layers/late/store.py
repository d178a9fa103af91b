"""Persistence of trained artefacts."""

import pickle
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from late.config import AppConfig
from late.errors import InputFileNotFoundError
from late.interfaces import FeatureBuilder, ModelStore, ProbabilityModel


@dataclass
class TrainedArtefact:
    """All that prediction needs."""

    version: str
    config: AppConfig
    features: FeatureBuilder
    model: ProbabilityModel


class PickleModelStore(ModelStore):
    """Stores artefacts as pickle files."""

    def save(self, artefact: Any, location: str) -> None:
        Path(location).write_bytes(pickle.dumps(artefact))

    def load(self, location: str) -> Any:
        try:
            return pickle.loads(Path(location).read_bytes())
        except FileNotFoundError as error:
            raise InputFileNotFoundError(location) from error
