"""Splitting, metrics, calibration and model selection."""

from late.evaluation.calibration import CALIBRATORS
from late.evaluation.metrics import METRICS, evaluate
from late.evaluation.splitters import SPLITTERS

__all__ = ["CALIBRATORS", "METRICS", "SPLITTERS", "evaluate"]
