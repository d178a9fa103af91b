"""What is known of an order as numbers, and the coefficients over them. Saved as JSON, so that it can be read and diffed."""

import json
import math
from dataclasses import asdict, dataclass
from datetime import datetime

import numpy as np

from late.files import Order, Unusable

CATEGORIES = ("carrier", "service", "origin", "destination")
MEASURES = ("slack", "load", "congestion", "km", "heavy", "items", "weekend", "year_gone")
BUCKETS = 64
KM_PER_DAY = {"express": 500.0, "standard": 250.0}  # a rough guess; the regression scales it


def number(text: str) -> float:
    """NaN where it is none, or not a finite one."""
    try:
        value = float(text)
    except ValueError:
        return math.nan
    return value if math.isfinite(value) else math.nan


def measures(order: Order) -> list[float]:
    """In the order of MEASURES; NaN is unknown."""
    km, load = number(order["distance_km"]), number(order["warehouse_load"])
    days_needed = km / KM_PER_DAY.get(order["service"], KM_PER_DAY["standard"])
    try:
        when = datetime.fromisoformat(order["ordered_at"])
        weekend, year_gone = float(when.weekday() >= 4), when.timetuple().tm_yday / 365
    except ValueError:
        weekend = year_gone = math.nan
    weight = number(order["weight_kg"])
    return [
        number(order["promised_days"]) - days_needed,
        load,
        max(load - 0.6, 0.0) if load == load else math.nan,
        km / 1000,
        math.log1p(max(weight, 0.0)) if weight == weight else math.nan,
        number(order["items"]),
        weekend,
        year_gone,
    ]


@dataclass
class Model:
    """usual: what stands in for an unknown measure. slope, shift: Platt scaling of the raw score."""

    usual: list[float]
    spread: list[float]
    weights: list[float]
    bias: float
    slope: float = 1.0
    shift: float = 0.0

    def matrix(self, orders: list[Order]) -> np.ndarray:
        known = np.array([measures(order) for order in orders], dtype=float).reshape(len(orders), len(MEASURES))
        known = np.where(np.isnan(known), self.usual, known)
        columns = [(known - self.usual) / self.spread]
        for name in CATEGORIES:
            one_hot = np.zeros((len(orders), BUCKETS))
            for row, order in enumerate(orders):
                one_hot[row, hash(order[name]) % BUCKETS] = 1
            columns.append(one_hot)
        return np.hstack(columns)

    def scores(self, orders: list[Order]) -> np.ndarray:
        return self.matrix(orders) @ np.array(self.weights) + self.bias

    def probabilities(self, orders: list[Order]) -> np.ndarray:
        return 1 / (1 + np.exp(-(self.slope * self.scores(orders) + self.shift)))

    def save(self, path: str) -> None:
        with open(path, "w", encoding="utf-8") as stream:
            json.dump(asdict(self), stream)

    @classmethod
    def load(cls, path: str) -> "Model":
        try:
            with open(path, encoding="utf-8") as stream:
                return cls(**json.load(stream))
        except OSError as error:
            raise Unusable(f"{path}: {error.strerror}") from error
