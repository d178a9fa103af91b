"""What the model gets to see of an order.

Only what is known when the order is placed. `last_scan_status` and `support_contacts` don't even pass `table.read_orders`.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from late.table import TEXT

# Column -> direction. +1: more of it never makes an order less likely to be late; -1: never more likely; 0: anything goes.
# The shop's people would call a model broken that contradicts these. It also keeps trees from fitting noise.
NUMBERS = {
    "warehouse_load": +1,
    "distance_km": +1,
    "promised_days": -1,
    "weight_kg": 0,
    "items": 0,
    "weekday": 0,
    "days_since_start": 0,
}


@dataclass
class Features:
    """start: the day of the first order in training. words: the texts that training knew, per column; others count as missing."""

    start: pd.Timestamp
    words: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def learn(cls, orders: pd.DataFrame) -> "Features":
        words = {column: sorted(orders[column].dropna().unique()) for column in TEXT}
        return cls(orders["placed"].min().normalize(), words)

    def of(self, orders: pd.DataFrame) -> pd.DataFrame:
        """NUMBERS, then TEXT as categories. Each row depends on its own order alone."""
        found = orders.assign(
            weekday=orders["placed"].dt.weekday,
            days_since_start=(orders["placed"] - self.start).dt.days,
        )[list(NUMBERS)].astype(np.float64)
        for column in TEXT:
            found[column] = pd.Categorical(orders[column], categories=self.words[column])
        return found

    @property
    def directions(self) -> list[int]:
        return [*NUMBERS.values(), *(0 for _ in TEXT)]
