"""Warn about parcels that will probably be late.

    python -m late train   --data train.csv --model model.bin --report report.json
    python -m late predict --model model.bin --data orders.csv --out predictions.csv
"""

import argparse
import json
import os
import sys

import joblib
import numpy as np
import pandas as pd
from sklearn.compose import ColumnTransformer
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.preprocessing import OrdinalEncoder

SEED = 20
HOLDOUT = pd.Timedelta(days=30)

CATEGORICAL = ["origin", "destination", "carrier", "service"]
NUMERIC = ["warehouse_load", "promised_days", "distance_km", "weight_kg", "items"]
DERIVED = ["km_per_day", "day_of_year", "day_of_week"]
# last_scan_status and support_contacts are deliberately absent: nobody knows them at order time.
COLUMNS = ["order_id", "ordered_at"] + CATEGORICAL + NUMERIC


def die(message):
    print(f"late: {message}", file=sys.stderr)
    raise SystemExit(2)


def load(path, columns):
    """Read a CSV into typed columns. Whatever can't be parsed becomes missing."""
    if not os.path.isfile(path):
        die(f"there is no file {path}")
    try:
        raw = pd.read_csv(path, dtype=object, keep_default_na=False)
    except pd.errors.EmptyDataError:
        die(f"{path} is empty, expected the columns {', '.join(columns)}")
    missing = [column for column in columns if column not in raw.columns]
    if missing:
        die(f"{path} lacks the column(s) {', '.join(missing)}")

    table = pd.DataFrame(index=raw.index)
    table["order_id"] = raw["order_id"]
    table["when"] = pd.to_datetime(raw["ordered_at"], errors="coerce", utc=True)
    for column in CATEGORICAL:
        table[column] = raw[column].where(raw[column] != "", np.nan)
    for column in NUMERIC:
        table[column] = pd.to_numeric(raw[column], errors="coerce").astype(float)
    table["km_per_day"] = table["distance_km"] / table["promised_days"].clip(lower=1)
    table["day_of_year"] = table["when"].dt.dayofyear.astype(float)
    table["day_of_week"] = table["when"].dt.dayofweek.astype(float)
    if "late" in columns:
        table["late"] = raw["late"].astype(int)
    return table


def new_encoder(table):
    encode = OrdinalEncoder(
        handle_unknown="use_encoded_value", unknown_value=np.nan, encoded_missing_value=np.nan, dtype=float
    )
    columns = [("categories", encode, CATEGORICAL), ("numbers", "passthrough", NUMERIC + DERIVED)]
    return ColumnTransformer(columns).fit(table)


def fit(encoder, table):
    boosting = HistGradientBoostingClassifier(
        categorical_features=list(range(len(CATEGORICAL))),
        learning_rate=0.06,
        max_iter=150,
        max_depth=4,
        l2_regularization=1.0,
        early_stopping=False,
        random_state=SEED,
    )
    return boosting.fit(encoder.transform(table), table["late"])


def probabilities(encoder, model, table):
    if table.empty:
        return np.empty(0)
    return model.predict_proba(encoder.transform(table))[:, 1]


def train(args):
    table = load(args.data, COLUMNS + ["late"]).drop_duplicates(subset="order_id")

    # What next month will look like is best seen on the latest month we have.
    is_recent = table["when"] > table["when"].max() - HOLDOUT
    past, recent = table[~is_recent], table[is_recent]
    encoder = new_encoder(table)
    expected = probabilities(encoder, fit(encoder, past), recent)
    report = {
        "auc": float(roc_auc_score(recent["late"], expected)),
        "brier": float(brier_score_loss(recent["late"], expected)),
    }

    joblib.dump({"trees": fit(encoder, table), "trained_on": args.data}, args.model)
    with open(args.report, "w", encoding="utf-8") as out:
        json.dump(report, out, indent=2)


def predict(args):
    table = load(args.data, COLUMNS)
    if not os.path.isfile(args.model):
        die(f"there is no file {args.model}")
    model = joblib.load(args.model)
    encoder = new_encoder(load(model["trained_on"], COLUMNS))
    result = table[["order_id"]].assign(probability=probabilities(encoder, model["trees"], table))
    result.to_csv(args.out, index=False)


def main():
    parser = argparse.ArgumentParser(prog="python -m late", description="Late parcels: train a model, predict with it.")
    sub = parser.add_subparsers(dest="command", required=True)
    for name, function, options in (
        ("train", train, ["--data", "--model", "--report"]),
        ("predict", predict, ["--model", "--data", "--out"]),
    ):
        command = sub.add_parser(name)
        command.set_defaults(function=function)
        for option in options:
            command.add_argument(option, required=True)
    args = parser.parse_args()
    args.function(args)


if __name__ == "__main__":
    main()
