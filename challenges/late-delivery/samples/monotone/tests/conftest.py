"""A small made-up shop: orders are late when the warehouse is full, and fuller towards the end of the year."""

import numpy as np
import pandas as pd
import pytest


def made_up(count=3000, seed=5):
    rng = np.random.default_rng(seed)
    day = np.sort(rng.integers(0, 330, count))
    load = np.clip(0.4 + 0.5 * (day > 250) + rng.normal(0, 0.05, count), 0, 1)
    return pd.DataFrame(
        {
            "order_id": [f"B{number}" for number in range(count)],
            "ordered_at": (pd.Timestamp("2023-01-01") + pd.to_timedelta(day, "D")).strftime("%Y-%m-%dT12:00:00"),
            "carrier": rng.choice(["ash", "oak"], count),
            "service": rng.choice(["standard", "express"], count),
            "origin": "Mitte",
            "destination": rng.choice(["R1", "R2", "R3"], count),
            "distance_km": rng.uniform(10, 600, count).round(1),
            "weight_kg": rng.uniform(0.1, 30, count).round(2),
            "items": rng.integers(1, 5, count),
            "promised_days": rng.integers(1, 6, count),
            "warehouse_load": load.round(3),
            "last_scan_status": "delivered",
            "support_contacts": 0,
            "late": (rng.random(count) < load**2).astype(int),
        }
    )


@pytest.fixture
def shop(tmp_path):
    """(the table, a function that writes a table and gives the path)"""

    def write(table, name="orders.csv"):
        table.to_csv(tmp_path / name, index=False)
        return str(tmp_path / name)

    return made_up(), write
