"""Metrics."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score


@dataclass(frozen=True)
class Metric:
    """A metric, and which way is better."""

    function: Callable[[np.ndarray, np.ndarray], float]
    higher_is_better: bool

    def better(self, one: float, other: float) -> bool:
        """Whether `one` is better than `other`."""
        return one > other if self.higher_is_better else one < other


def expected_calibration_error(target: np.ndarray, probability: np.ndarray, bins: int = 10) -> float:
    """The mean absolute difference over bins of equal count."""
    order = np.argsort(probability, kind="stable")
    parts = np.array_split(order, bins)
    gaps = [len(part) * abs(target[part].mean() - probability[part].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(target))


METRICS = {
    "auc": Metric(lambda target, probability: float(roc_auc_score(target, probability)), True),
    "brier": Metric(lambda target, probability: float(brier_score_loss(target, probability)), False),
    "log_loss": Metric(lambda target, probability: float(log_loss(target, probability)), False),
    "ece": Metric(expected_calibration_error, False),
}


def evaluate(target: np.ndarray, probability: np.ndarray) -> dict[str, float]:
    """All metrics."""
    return {name: metric.function(target, probability) for name, metric in METRICS.items()}
