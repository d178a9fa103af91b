"""Reading and writing of CSV files."""

import logging

import numpy as np
import pandas as pd

from late.errors import InputFileNotFoundError, MissingColumnError
from late.interfaces import OrderReader

logger = logging.getLogger(__name__)


class CsvOrderReader(OrderReader):
    """Reads every cell as text; interpretation is left to the feature builder."""

    def read(self, source: str, required: list[str]) -> pd.DataFrame:
        logger.info("reading %s", source)
        try:
            frame = pd.read_csv(source, dtype=str, keep_default_na=False)
        except FileNotFoundError as error:
            raise InputFileNotFoundError(source) from error
        except pd.errors.EmptyDataError as error:
            raise MissingColumnError(source, required[0]) from error
        for column in required:
            if column not in frame.columns:
                raise MissingColumnError(source, column)
        logger.info("read %d rows", len(frame))
        return frame[required]


class PredictionWriter:
    """Writes predictions."""

    def write(self, path: str, order_ids: pd.Series, probabilities: np.ndarray) -> None:
        pd.DataFrame({"order_id": order_ids, "probability": probabilities}).to_csv(path, index=False)
        logger.info("wrote %d predictions to %s", len(order_ids), path)
