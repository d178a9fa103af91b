"""What is stored as a model: features, model, calibrator, and where they come from."""

import pickle
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from late import __version__
from late.core.errors import InputError
from late.evaluation.calibration import Calibrator
from late.features import FeatureAssembler
from late.models.base import ProbabilisticModel


@dataclass
class ModelBundle:
    """All that prediction needs."""

    features: FeatureAssembler
    model: ProbabilisticModel
    calibrator: Calibrator
    metadata: dict[str, Any] = field(default_factory=dict)
    version: str = __version__

    def predict(self, table: pd.DataFrame) -> np.ndarray:
        """A calibrated probability for each row."""
        return self.calibrator.apply(self.model.predict_probability(self.features.transform(table)))

    def save(self, location: str) -> None:
        """Write to a file."""
        Path(location).write_bytes(pickle.dumps(self))

    @staticmethod
    def load(location: str) -> "ModelBundle":
        """Read from a file."""
        try:
            bundle = pickle.loads(Path(location).read_bytes())
        except FileNotFoundError:
            raise InputError(f"{location}: file not found") from None
        if not isinstance(bundle, ModelBundle):
            raise InputError(f"{location}: not a model of this framework")
        return bundle
