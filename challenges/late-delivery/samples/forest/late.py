"""python -m late train --data CSV --model FILE --report JSON | python -m late predict --model FILE --data CSV --out CSV"""
import json
import sys

import joblib
import pandas as pd
from sklearn.ensemble import RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

NUMERIC = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
TEXT = ["carrier", "service", "origin", "destination"]


def fail(why):
    sys.exit(print(why, file=sys.stderr) or 2)


def load(path, wanted):
    try:
        df = pd.read_csv(path, dtype=str, keep_default_na=False)
    except (OSError, pd.errors.EmptyDataError) as e:
        fail(f"can't read {path}: {e}".splitlines()[0])
    for name in wanted:
        name in df or fail(f"{path} has no column {name}")
    df[NUMERIC] = df[NUMERIC].apply(pd.to_numeric, errors="coerce")
    df["at"] = pd.to_datetime(df.ordered_at, errors="coerce", format="ISO8601")
    return df


class Forest:
    """Texts become the (shrunk) share of late orders that they had; then trees; then one logistic curve over what the trees say."""

    def __init__(self, df):
        self.base = df.late.mean()
        self.share = {c: (g.sum() + 50 * self.base) / (g.count() + 50) for c in TEXT for g in [df.groupby(c).late]}
        self.usual = df[NUMERIC].median()
        self.trees = RandomForestClassifier(80, min_samples_leaf=40, max_features=0.5, oob_score=True, random_state=7)
        self.trees.fit(self.x(df), df.late)
        self.curve = LogisticRegression().fit(self.trees.oob_decision_function_[:, 1:] * 4, df.late)

    def x(self, df):
        x = df[NUMERIC].fillna(self.usual)
        x["pace"] = x.distance_km / x.promised_days.clip(lower=1)
        x["weekday"] = df["at"].dt.weekday.fillna(-1)
        return x.assign(**{c: df[c].map(self.share[c]).fillna(self.base) for c in TEXT})

    def __call__(self, df):
        return self.curve.predict_proba(self.trees.predict_proba(self.x(df))[:, 1:] * 4)[:, 1]


def train(data, model, report):
    df = load(data, ["order_id", "ordered_at", *TEXT, *NUMERIC, "late"]).drop_duplicates("order_id").astype({"late": int})
    month = df["at"].dt.strftime("%Y-%m")
    last = df[month == month.max()]
    p = Forest(df[month < month.max()])(last)
    joblib.dump(Forest(df), model, compress=1)
    with open(report, "w") as f:
        json.dump({"auc": roc_auc_score(last.late, p), "brier": brier_score_loss(last.late, p)}, f)


def predict(model, data, out):
    df = load(data, ["order_id", "ordered_at", *TEXT, *NUMERIC])
    try:
        forest = joblib.load(model)
    except OSError:
        fail(f"can't read {model}")
    df["probability"] = forest(df) if len(df) else []
    df.to_csv(out, columns=["order_id", "probability"], index=False)


if __name__ == "__main__":
    what, *rest = sys.argv[1:] or [""]
    options = {k.lstrip("-"): v for k, v in zip(rest[::2], rest[1::2])}
    wants = {"train": {"data", "model", "report"}, "predict": {"model", "data", "out"}}
    if wants.get(what) != set(options):
        fail(__doc__)
    (train if what == "train" else predict)(**options)
