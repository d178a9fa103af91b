"""Detects drift of features by the population stability index."""

from dataclasses import dataclass

import numpy as np

WARN, ALERT = 0.1, 0.25


def population_stability_index(reference: np.ndarray, current: np.ndarray, bins: int = 10) -> float:
    """0 where both are alike; above 0.25 something has changed."""
    reference, current = reference[~np.isnan(reference)], current[~np.isnan(current)]
    if not len(reference) or not len(current):
        return 0.0
    edges = np.unique(np.quantile(reference, np.linspace(0, 1, bins + 1)))[1:-1]
    expected = np.bincount(np.searchsorted(edges, reference), minlength=len(edges) + 1) / len(reference)
    observed = np.bincount(np.searchsorted(edges, current), minlength=len(edges) + 1) / len(current)
    expected, observed = np.maximum(expected, 1e-4), np.maximum(observed, 1e-4)
    return float(np.sum((observed - expected) * np.log(observed / expected)))


@dataclass(frozen=True)
class DriftReport:
    """The index by feature."""

    scores: dict[str, float]

    @property
    def alerts(self) -> list[str]:
        """Features that have drifted."""
        return [name for name, score in self.scores.items() if score >= ALERT]

    @property
    def warnings(self) -> list[str]:
        """Features that may have drifted."""
        return [name for name, score in self.scores.items() if WARN <= score < ALERT]


class DriftDetector:
    """Compares new data with a reference."""

    def __init__(self, names: list[str], reference: np.ndarray) -> None:
        self._names = names
        self._reference = reference

    def compare(self, current: np.ndarray) -> DriftReport:
        """The report for new data."""
        pairs = zip(self._names, self._reference.T, current.T, strict=True)
        return DriftReport({name: population_stability_index(before, now) for name, before, now in pairs})
