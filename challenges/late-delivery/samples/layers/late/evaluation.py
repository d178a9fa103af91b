"""Hold-out strategies and metrics."""

import logging
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, roc_auc_score

from late.config import EvaluationConfig
from late.errors import ConfigurationError
from late.interfaces import HoldoutStrategy

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class EvaluationReport:
    """What is expected of the next month."""

    auc: float
    brier: float

    def to_dict(self) -> dict[str, float]:
        return asdict(self)


class LastMonthHoldout(HoldoutStrategy):
    """Holds out the latest calendar month."""

    def mask(self, timestamps: pd.Series) -> np.ndarray:
        months = timestamps.dt.to_period("M")
        return (months == months.max()).to_numpy()


class LatestFractionHoldout(HoldoutStrategy):
    """Holds out a share of the latest orders."""

    def __init__(self, fraction: float) -> None:
        self._fraction = fraction

    def mask(self, timestamps: pd.Series) -> np.ndarray:
        return (timestamps.rank(pct=True, method="first") > 1 - self._fraction).to_numpy()


def create_holdout(config: EvaluationConfig) -> HoldoutStrategy:
    """Create the configured strategy."""
    if config.strategy == "last_month":
        return LastMonthHoldout()
    if config.strategy == "latest_fraction":
        return LatestFractionHoldout(config.holdout_fraction)
    raise ConfigurationError(f"unknown hold-out strategy '{config.strategy}'")


class Evaluator:
    """Compares probabilities with outcomes."""

    def evaluate(self, target: np.ndarray, probabilities: np.ndarray) -> EvaluationReport:
        report = EvaluationReport(
            auc=float(roc_auc_score(target, probabilities)), brier=float(brier_score_loss(target, probabilities))
        )
        logger.info("evaluation: %s", report)
        return report
