"""
Persistence for the late delivery prediction package.

This module contains helpers that save and load models, reports and predictions.
"""

import json
import pickle
from pathlib import Path
from typing import Any, Dict

import numpy as np
import pandas as pd

from late.checks import check_same_length
from late.classifier import LateDeliveryModel
from late.errors import ModelLoadingError, OutputWritingError
from late.log import get_logger
from late.retry import with_retries

logger = get_logger(__name__)


def save_model(model: LateDeliveryModel, path: str) -> None:
    """
    Save a model.

    Args:
        model: The model to save.
        path: Path of the file.

    Raises:
        OutputWritingError: If the model can not be saved.
    """
    if not model.is_fitted:
        raise OutputWritingError("Model is not fitted")
    try:
        with_retries(lambda: Path(path).write_bytes(pickle.dumps(model)))
    except OSError as error:
        raise OutputWritingError(f"Model can not be written: {path}") from error
    logger.info("Saved model to %s", path)


def load_model(path: str) -> LateDeliveryModel:
    """
    Load a model.

    Args:
        path: Path of the file.

    Returns:
        The loaded model.

    Raises:
        ModelLoadingError: If the model can not be loaded.
    """
    if not Path(path).is_file():
        raise ModelLoadingError(f"Model not found: {path}")
    try:
        model = pickle.loads(with_retries(lambda: Path(path).read_bytes()))
    except (pickle.UnpicklingError, EOFError, AttributeError) as error:
        raise ModelLoadingError(f"Model can not be loaded: {path}") from error
    if not isinstance(model, LateDeliveryModel):
        raise ModelLoadingError(f"Not a model: {path}")
    logger.info("Loaded model from %s", path)
    return model


def save_report(report: Dict[str, Any], path: str) -> None:
    """
    Save a report.

    Args:
        report: The report to save.
        path: Path of the file.

    Raises:
        OutputWritingError: If the report can not be saved.
    """
    try:
        with_retries(lambda: Path(path).write_text(json.dumps(report, indent=2), encoding="utf-8"))
    except OSError as error:
        raise OutputWritingError(f"Report can not be written: {path}") from error
    logger.info("Saved report to %s", path)


def save_predictions(order_ids: pd.Series, probabilities: np.ndarray, path: str) -> None:
    """
    Save predictions.

    Args:
        order_ids: The order IDs.
        probabilities: The probabilities.
        path: Path of the file.

    Raises:
        OutputWritingError: If the predictions can not be saved.
    """
    check_same_length(order_ids, probabilities, "order_ids", "probabilities")
    predictions = pd.DataFrame({"order_id": order_ids, "probability": probabilities})
    try:
        with_retries(lambda: predictions.to_csv(path, index=False))
    except OSError as error:
        raise OutputWritingError(f"Predictions can not be written: {path}") from error
    logger.info("Saved %d predictions to %s", len(predictions), path)
