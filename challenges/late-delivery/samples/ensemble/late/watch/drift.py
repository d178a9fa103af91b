"""Population stability index of each column, and alarms."""

import numpy as np
import pandas as pd

from late.columns import CATEGORIES, QUANTITIES

WARN, ALARM = 0.1, 0.25


def psi(expected, actual):
    expected, actual = np.clip(expected, 1e-4, None), np.clip(actual, 1e-4, None)
    return float(np.sum((actual - expected) * np.log(actual / expected)))


def of_numbers(old, new, bins=10):
    edges = np.unique(np.nanquantile(old, np.linspace(0, 1, bins + 1)))
    if len(edges) < 3:
        return 0.0
    edges[0], edges[-1] = -np.inf, np.inf
    return psi(np.histogram(old, edges)[0] / max(len(old), 1), np.histogram(new, edges)[0] / max(len(new), 1))


def of_words(old, new):
    words = sorted(set(old) | set(new))
    shares = [pd.Series(column).value_counts(normalize=True).reindex(words).fillna(0).to_numpy() for column in (old, new)]
    return psi(*shares)


def drift(old, new):
    found = {}
    for name in QUANTITIES:
        numbers = [pd.to_numeric(raw[name], errors="coerce").dropna().to_numpy(float) for raw in (old, new)]
        found[name] = of_numbers(*numbers)
    for name in CATEGORIES:
        found[name] = of_words(old[name].tolist(), new[name].tolist())
    return found


def alarms(found):
    return {name: "alarm" if value > ALARM else "warn" for name, value in found.items() if value > WARN}
