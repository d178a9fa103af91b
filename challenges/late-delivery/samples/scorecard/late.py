"""A scorecard for late parcels: every field of an order falls into a bin, every bin is worth points, points add up to a probability.

    python -m late train --data train.csv --model model.bin --report report.json
    python -m late predict --model model.bin --data orders.csv --out predictions.csv

The model file is JSON. Open it to see what each carrier, region and hour of load costs.
"""

import argparse
import csv
import json
import math
import sys
from collections import defaultdict
from datetime import datetime

import numpy as np

BINS = 12
SMOOTHING = 40  # orders of average luck that are added to each bin
TEXTS = ("carrier", "service", "origin", "destination")
NUMBERS = ("distance_km", "weight_kg", "items", "promised_days", "warehouse_load")
DERIVED = ("weekday", "date", "pace", "strain")
MISSING = "(missing)"


class Trouble(Exception):
    """Something is wrong with a file, in words for the person who gave it to us."""


# ---------------------------------------------------------------- files


def read_rows(path, columns):
    try:
        with open(path, encoding="utf-8-sig", newline="") as lines:
            table = csv.reader(lines)
            header = next(table, [])
            for column in columns:
                if column not in header:
                    raise Trouble(f"{path}: column {column} not found")
            places = [header.index(column) for column in columns]
            return [dict(zip(columns, (row[place] if place < len(row) else "" for place in places))) for row in table if row]
    except OSError as error:
        raise Trouble(f"{path}: {error.strerror.lower()}") from None


def first_of_each(rows):
    return list({row["order_id"]: row for row in reversed(rows)}.values())


# ---------------------------------------------------------------- an order's fields


def number(text):
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def moment(text):
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def fields(row):
    """Field -> text, number, or None where we don't know."""
    known = {name: row[name].strip() or None for name in TEXTS}
    known |= {name: number(row[name]) for name in NUMBERS}
    when = moment(row["ordered_at"])
    km, days, load = known["distance_km"], known["promised_days"], known["warehouse_load"]
    pace = km / max(days, 1) / (2 if known["service"] == "express" else 1) if None not in (km, days) else None
    known["weekday"] = when and when.strftime("%a")
    known["date"] = when and float(when.toordinal())
    known["pace"] = pace
    known["strain"] = load * math.log1p(max(pace, 0.0)) if None not in (load, pace) else None
    return known


# ---------------------------------------------------------------- bins and their points


def cuts(values):
    """Where to cut a field of numbers so that the bins hold about as many orders each; None for a field of texts."""
    found = [value for value in values if value is not None]
    if not found or isinstance(found[0], str):
        return None
    return sorted(set(np.quantile(found, np.linspace(0, 1, BINS + 1)[1:-1]).round(6).tolist()))


def bin_of(value, edges):
    if value is None:
        return MISSING
    return value if edges is None else str(int(np.searchsorted(edges, value, side="right")))


def points(bins, late):
    """Bin -> logarithm of how much the odds of being late differ from the average's."""
    count, lates = defaultdict(int), defaultdict(int)
    for name, was_late in zip(bins, late):
        count[name] += 1
        lates[name] += was_late
    rate = sum(late) / len(late)

    def logit(share):
        return math.log(share / (1 - share))

    return {name: logit((lates[name] + SMOOTHING * rate) / (count[name] + SMOOTHING)) - logit(rate) for name in sorted(count)}


def column(card, name, values):
    """An unknown text is worth nothing, as is a gap if training had none."""
    edges, worth = card["cuts"][name], card["points"][name]
    return [worth.get(bin_of(value, edges), 0.0) for value in values]


def matrix(card, known):
    columns = [column(card, name, [order[name] for order in known]) for name in card["points"]]
    return np.column_stack([np.ones(len(known)), *columns])


# ---------------------------------------------------------------- fitting


def logistic(x):
    return 1 / (1 + np.exp(-x))


def newton(x, y, ridge=1.0, steps=25):
    """Weights of a logistic regression. Ten columns, so the textbook method will do."""
    penalty = ridge * np.eye(x.shape[1])
    penalty[0, 0] = 0
    weights = np.zeros(x.shape[1])
    for _ in range(steps):
        p = logistic(x @ weights)
        step = np.linalg.solve((x.T * (p * (1 - p))) @ x + penalty, x.T @ (y - p) - penalty @ weights)
        weights += step
        if abs(step).max() < 1e-10:
            break
    return weights


def fit(known, late):
    card = {"cuts": {}, "points": {}}
    for name in TEXTS + NUMBERS + DERIVED:
        values = [order[name] for order in known]
        card["cuts"][name] = edges = cuts(values)
        card["points"][name] = points([bin_of(value, edges) for value in values], late)
    # Fields overlap (load and strain, say), so their points can't just be added: the regression says how much of each counts.
    card["weights"] = newton(matrix(card, known), np.array(late, dtype=float)).tolist()
    return card


def chances(card, known):
    return logistic(matrix(card, known) @ np.array(card["weights"])).tolist() if known else []


# ---------------------------------------------------------------- how good it is


def area_under_curve(late, chance):
    """By ranks: how often a late order has a higher chance than one in time; ties count half."""
    _, place, count = np.unique(chance, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    late = np.array(late, dtype=bool)
    n = late.sum()
    return float((rank[late].sum() - n * (n + 1) / 2) / (n * (len(late) - n)))


def brier(late, chance):
    return float(np.mean((np.array(late) - np.array(chance)) ** 2))


# ---------------------------------------------------------------- commands


def train(data, model, report):
    rows = first_of_each(read_rows(data, ["order_id", "ordered_at", *TEXTS, *NUMBERS, "late"]))
    known, late = [fields(row) for row in rows], [int(float(row["late"])) for row in rows]
    newest = max(order["date"] for order in known if order["date"])
    past = [i for i, order in enumerate(known) if (order["date"] or 0) <= newest - 30]
    recent = [i for i, order in enumerate(known) if (order["date"] or 0) > newest - 30]

    card = fit([known[i] for i in past], [late[i] for i in past])
    guess, truth = chances(card, [known[i] for i in recent]), [late[i] for i in recent]
    with open(report, "w") as out:
        json.dump({"auc": area_under_curve(truth, guess), "brier": brier(truth, guess)}, out)
    with open(model, "w") as out:
        json.dump(fit(known, late), out, indent=1)


def predict(model, data, out):
    rows = read_rows(data, ["order_id", "ordered_at", *TEXTS, *NUMBERS])
    try:
        with open(model) as stream:
            card = json.load(stream)
    except OSError as error:
        raise Trouble(f"{model}: {error.strerror.lower()}") from None
    with open(out, "w", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(["order_id", "probability"])
        table.writerows(zip([row["order_id"] for row in rows], chances(card, [fields(row) for row in rows])))


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m late")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, flags in (("train", "data model report"), ("predict", "model data out")):
        sub = commands.add_parser(command)
        for flag in flags.split():
            sub.add_argument("--" + flag, required=True)
    options = vars(parser.parse_args(arguments))
    try:
        {"train": train, "predict": predict}[options.pop("command")](**options)
    except Trouble as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
