"""Monitoring of data and predictions."""

from late.monitoring.drift import DriftDetector, DriftReport, population_stability_index
from late.monitoring.metrics import MetricsRegistry
from late.monitoring.quality import QualityReport, profile

__all__ = ["DriftDetector", "DriftReport", "MetricsRegistry", "QualityReport", "population_stability_index", "profile"]
