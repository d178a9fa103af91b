#!/usr/bin/env python3
"""Predict late deliveries: an additive model (splines + one-hot, logistic link), refitted with more weight on recent orders."""
import json
import pickle
import sys
from argparse import ArgumentParser
from datetime import timedelta

import pandas as pd
from sklearn.compose import make_column_transformer
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, SplineTransformer, StandardScaler

NUM = "distance_km weight_kg items promised_days warehouse_load support_contacts".split()
CAT = "carrier service origin destination".split()
HALF_LIFE_DAYS = 90  # of an order's weight: the shop in spring tells little about December


def complain(text):
    print(text, file=sys.stderr)
    sys.exit(2)


def read(path, *needed):
    try:
        df = pd.read_csv(path, dtype="str", na_filter=False)
    except FileNotFoundError:
        complain(f"file not found: {path}")
    except pd.errors.EmptyDataError:
        complain(f"no header in file: {path}")
    for col in ("order_id", "ordered_at", *NUM, *CAT, *needed):
        if col not in df.columns:
            complain(f"column not found: {col} (in {path})")
    return df


def prepare(df):
    """Features of each order from its own cells only."""
    x = df[NUM].apply(pd.to_numeric, errors="coerce")
    x["support_contacts"] = x.support_contacts.fillna(0)  # nobody asked
    x["speed"] = x.distance_km / x.promised_days.clip(lower=1) / df.service.map({"express": 2.4}).fillna(1)
    x["weekday"] = pd.to_datetime(df.ordered_at, errors="coerce").dt.weekday.astype(float)
    x = x.clip(lower=-1e6, upper=1e6)
    x[CAT] = df[CAT]
    return x


def build():
    smooth = make_pipeline(SimpleImputer(strategy="median"), SplineTransformer(n_knots=6, extrapolation="constant"))
    plain = make_pipeline(SimpleImputer(strategy="median"), StandardScaler())
    return make_pipeline(
        make_column_transformer(
            (smooth, ["distance_km", "warehouse_load", "speed", "promised_days"]),
            (plain, ["weight_kg", "items", "support_contacts"]),
            (make_pipeline(SimpleImputer(strategy="most_frequent"), OneHotEncoder(handle_unknown="ignore")), ["weekday"]),
            (OneHotEncoder(handle_unknown="ignore", min_frequency=20), CAT),
        ),
        LogisticRegression(C=0.3, max_iter=2000),
    )


def fit(x, y, when):
    age = (when.max() - when).dt.days
    return build().fit(x, y, logisticregression__sample_weight=0.5 ** (age / HALF_LIFE_DAYS))


def train(o):
    df = read(o.data, "late").drop_duplicates("order_id")
    when = pd.to_datetime(df.ordered_at)
    x, y = prepare(df), df.late.astype(int)
    new = when >= when.max().normalize() - timedelta(days=29)
    p = fit(x[~new], y[~new], when[~new]).predict_proba(x[new])[:, 1]
    with open(o.report, "w") as f:
        json.dump(dict(auc=roc_auc_score(y[new], p), brier=brier_score_loss(y[new], p), held_out=int(new.sum())), f)
    with open(o.model, "wb") as f:
        pickle.dump(fit(x, y, when), f)


def predict(o):
    df = read(o.data)
    with open(o.model, "rb") as f:
        model = pickle.load(f)
    df["probability"] = model.predict_proba(prepare(df))[:, 1] if len(df) else 0.0
    df[["order_id", "probability"]].to_csv(o.out, index=False)


if __name__ == "__main__":
    ap = ArgumentParser("late")
    ap.add_argument("command", choices=["train", "predict"])
    for flag in ("data", "model", "report", "out"):
        ap.add_argument("--" + flag)
    options = ap.parse_args()
    {"train": train, "predict": predict}[options.command](options)
