"""Writers."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd


class PredictionWriter:
    """Writes predictions as CSV."""

    def write(self, location: str, identifiers: pd.Series, probabilities: np.ndarray) -> None:
        """Write one row for each identifier."""
        pd.DataFrame({"order_id": identifiers, "probability": probabilities}).to_csv(location, index=False)


class JsonWriter:
    """Writes plain data as JSON."""

    def __init__(self, indent: int = 2) -> None:
        self._indent = indent

    def write(self, location: str, data: Any) -> None:
        """Write the data."""
        Path(location).write_text(json.dumps(data, indent=self._indent), encoding="utf-8")
