"""Draws a shop's year of orders: eleven months with what came of them, and the next month.

For authors and graders, never in the candidate's kit:

    python -m orders --seed 7 --out FOLDER [--orders 32000]

writes train.csv, orders.csv (the next month, without answers) and answers.csv (the next month's `late`). The same seed gives
the same bytes. GENERATOR.md says what every draw promises, and how that was measured.
"""

import argparse
import calendar
import csv
import datetime
import io
import pathlib
from collections import namedtuple

import numpy as np

COLUMNS = [
    "order_id", "ordered_at", "carrier", "service", "origin", "destination", "distance_km", "weight_kg", "items",
    "promised_days", "warehouse_load", "last_scan_status", "support_contacts", "late",
]  # fmt: skip
CARRIERS = ["alder", "birch", "cedar", "douglas", "elm", "fir"]
ORIGINS = ["Hafen", "Mitte", "Nordtor", "Suedring"]
DESTINATIONS = [f"R{number:02}" for number in range(1, 25)]
OPENED = "R25"  # a destination that is new in the next month
SCANS = ["in_transit", "delivered", "delivered_to_neighbour", "held_at_depot", "exception", "rerouted"]

SEASON_DAY, RAMP_DAYS = 257, 14  # from mid-September, full two weeks later, and past the year's end
AGAIN = 0.06  # share of the orders that train.csv has twice or more

Drawn = namedtuple("Drawn", "train month late")
"""train: rows of train.csv as text, in COLUMNS. month: rows of orders.csv, without the last column. late: the month's answers."""


def draw(seed, orders=32_000):
    """A year from `seed`: about `orders` different orders in its first eleven months."""
    rng = np.random.default_rng([20261124, seed])
    world = _world(rng)
    days = 366 if calendar.isleap(world["year"]) else 365
    first_of_december = days - 31
    per_day = _per_day(np.arange(days), world)
    per_day *= orders / per_day[:first_of_december].sum()
    day = np.repeat(np.arange(days), rng.poisson(per_day))
    columns = _columns(rng, world, day)
    late = rng.random(len(day)) < _chance(rng, world, day, columns)
    columns["last_scan_status"], columns["support_contacts"] = _afterwards(rng, late)
    rows = _rows(rng, world, day, columns, late)

    train = [rows[index] for index in np.flatnonzero(day < first_of_december)]
    again = rng.choice(len(train), int(len(train) * AGAIN))
    train += [train[index] for index in again]
    train = [train[index] for index in rng.permutation(len(train))]

    coming = rng.permutation(np.flatnonzero(day >= first_of_december))
    return Drawn(train, [[*rows[index][:-3], "", ""] for index in coming], late[coming].astype(int))


def _world(rng):
    """What differs from one draw to the next, and what no column says."""
    return {
        "year": int(rng.integers(2016, 2026)),
        "intercept": rng.uniform(-3.8, -2.9),
        "season": rng.uniform(0.27, 0.31),
        "noise": rng.uniform(0.1, 0.5),
        "carriers": rng.normal(0, 0.45, len(CARRIERS)),
        "shares": rng.dirichlet(np.full(len(CARRIERS), 12.0)),
        "worse": int(rng.integers(len(CARRIERS))),
        "worse_by": rng.uniform(0.8, 1.2),
        "destinations": rng.normal(0, 0.4, len(DESTINATIONS) + 1),
        "places": rng.uniform(0, 700, (len(DESTINATIONS) + 1, 2)),
        "warehouses": rng.uniform(100, 600, (len(ORIGINS), 2)),
        "loads": rng.normal(0, 0.03, len(ORIGINS)),
    }


def _season(day):
    return np.clip((day - SEASON_DAY) / RAMP_DAYS, 0, 1)


def _per_day(day, world):
    return 1 + 0.6 * _season(day) + 0.1 * np.sin(2 * np.pi * day / 7)


def _columns(rng, world, day):
    """What is known of each order when it is placed, by column."""
    size = len(day)
    origin = rng.integers(len(ORIGINS), size=size)
    destination = rng.integers(len(DESTINATIONS), size=size)
    destination[(day >= day.max() - 30) & (rng.random(size) < 0.01)] = len(DESTINATIONS)
    apart = np.linalg.norm(world["warehouses"][origin] - world["places"][destination], axis=1)
    distance = apart * rng.uniform(1.1, 1.4, size) + 5
    express = rng.random(size) < 0.25
    promised = np.clip(np.round(1 + distance / np.where(express, 600, 220) + rng.normal(0.8, 0.9, size)), 1, 9)
    today = rng.normal(0, 0.04, (day.max() + 1, len(ORIGINS)))
    load = 0.52 + world["season"] * _season(day) + world["loads"][origin] + today[day, origin] + rng.normal(0, 0.06, size)
    return {
        "carrier": rng.choice(len(CARRIERS), size, p=world["shares"]),
        "service": express,
        "origin": origin,
        "destination": destination,
        "distance_km": np.round(distance, 1),
        "weight_kg": np.round(rng.lognormal(0.7, 0.9, size), 2),
        "items": 1 + rng.poisson(1.1, size),
        "promised_days": promised.astype(int),
        "warehouse_load": np.round(np.clip(load, 0.05, 1), 3),
    }


def _chance(rng, world, day, columns):
    """How probable it is that each order is late."""
    slack = columns["promised_days"] - 1 - columns["distance_km"] / np.where(columns["service"], 600, 220)
    congestion = np.maximum(columns["warehouse_load"] - 0.5, 0)
    logit = world["intercept"] + 6 * congestion - 1.35 * (slack - 0.8)
    logit += world["carriers"][columns["carrier"]] + world["destinations"][columns["destination"]]
    logit += world["worse_by"] * np.clip((day - 60) / 270, 0, 1.1) * (columns["carrier"] == world["worse"])
    logit += 0.35 * (columns["weight_kg"] > 5) + 0.3 * (_weekday(world, day) >= 4) + 0.1 * (columns["items"] - 2)
    logit += rng.normal(0, world["noise"], len(day))
    return 1 / (1 + np.exp(-logit))


def _weekday(world, day):
    return (datetime.date(world["year"], 1, 1).weekday() + day) % 7


def _afterwards(rng, late):
    """What train.csv says of scans and contacts: it was written down when the order had come, or not."""
    on_time = rng.choice(len(SCANS), len(late), p=[0.10, 0.66, 0.16, 0.04, 0.02, 0.02])
    too_late = rng.choice(len(SCANS), len(late), p=[0.12, 0.14, 0.04, 0.30, 0.22, 0.18])
    return np.where(late, too_late, on_time), rng.poisson(np.where(late, 1.3, 0.12))


def _rows(rng, world, day, columns, late):
    """The orders as text, some of their cells empty."""
    size = len(day)
    start = datetime.datetime(world["year"], 1, 1)
    second = rng.integers(6 * 3600, 23 * 3600, size)
    moments = [start + datetime.timedelta(days=int(d), seconds=int(s)) for d, s in zip(day, second, strict=True)]
    ids = rng.choice(9_000_000, size, replace=False) + 1_000_000
    names = {
        "carrier": CARRIERS, "service": ["standard", "express"], "origin": ORIGINS, "destination": [*DESTINATIONS, OPENED],
        "last_scan_status": SCANS,
    }  # fmt: skip
    empty = {"carrier": 0.01, "destination": 0.01, "distance_km": 0.02, "weight_kg": 0.04, "items": 0.02,
             "promised_days": 0.01, "warehouse_load": 0.02, "last_scan_status": 0.03, "support_contacts": 0.03}  # fmt: skip
    texts = {"order_id": [f"A{number}" for number in ids], "ordered_at": [moment.isoformat() for moment in moments]}
    for name, values in columns.items():
        known = names.get(name)
        text = [known[int(value)] for value in values] if known else [str(value) for value in values.tolist()]
        gaps = rng.random(size) < empty.get(name, 0)
        texts[name] = ["" if gap else each for gap, each in zip(gaps, text, strict=True)]
    texts["late"] = [str(int(value)) for value in late]
    return [list(row) for row in zip(*(texts[name] for name in COLUMNS), strict=True)]


def to_csv(columns, rows):
    """The text of a CSV file."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return text.getvalue()


def main():
    parser = argparse.ArgumentParser(prog="python -m orders", description="Draw train.csv, orders.csv and answers.csv.")
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True, help="a folder, made where it is not there")
    parser.add_argument("--orders", type=int, default=32_000, help="different orders in train.csv, about")
    asked = parser.parse_args()
    drawn = draw(asked.seed, asked.orders)
    answers = [[row[0], str(late)] for row, late in zip(drawn.month, drawn.late, strict=True)]
    asked.out.mkdir(parents=True, exist_ok=True)
    (asked.out / "train.csv").write_text(to_csv(COLUMNS, drawn.train))
    (asked.out / "orders.csv").write_text(to_csv(COLUMNS[:-1], drawn.month))
    (asked.out / "answers.csv").write_text(to_csv(["order_id", "late"], answers))


if __name__ == "__main__":
    main()
