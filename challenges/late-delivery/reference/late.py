"""Says which parcels will probably be late, and how good that will be next month. See DECISIONS.md."""

import argparse
import json
import pickle
import sys
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.metrics import brier_score_loss, roc_auc_score

WORDS = ["carrier", "service", "origin", "destination"]
NUMBERS = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
NEEDED = ["order_id", "ordered_at", *WORDS, *NUMBERS]


class BadFile(Exception):
    """A file that lacks what is needed; the message is for the person at the keyboard."""


def main() -> int:
    parser = argparse.ArgumentParser(prog="late", description=__doc__)
    commands = parser.add_subparsers(required=True)
    training = commands.add_parser("train", help="make a model and say what to expect of it")
    predicting = commands.add_parser("predict", help="say how probable it is that each order is late")
    for command, job, names in ((training, train, ("data", "model", "report")), (predicting, predict, ("model", "data", "out"))):
        command.set_defaults(job=job)
        for name in names:
            command.add_argument(f"--{name}", required=True)
    asked = parser.parse_args()
    try:
        asked.job(asked)
    except BadFile as error:
        print(error, file=sys.stderr)
        return 2
    except FileNotFoundError as error:
        print(f"{error.filename}: no such file", file=sys.stderr)
        return 2
    return 0


def train(asked: argparse.Namespace) -> None:
    orders = read(asked.data, [*NEEDED, "late"]).drop_duplicates("order_id")
    late = orders["late"].astype(int)
    month = pd.to_datetime(orders["ordered_at"], errors="coerce", format="ISO8601").dt.to_period("M")
    held = month == month.max()  # the month nearest to the one that we are asked about
    chance = Model(orders[~held], late[~held]).chance(orders[held])
    expected = {"auc": roc_auc_score(late[held], chance), "brier": brier_score_loss(late[held], chance)}
    Path(asked.model).write_bytes(pickle.dumps(Model(orders, late)))
    Path(asked.report).write_text(json.dumps(expected))


def predict(asked: argparse.Namespace) -> None:
    orders = read(asked.data, NEEDED)
    model = pickle.loads(Path(asked.model).read_bytes())
    chance = model.chance(orders) if len(orders) else []
    pd.DataFrame({"order_id": orders["order_id"], "probability": chance}).to_csv(asked.out, index=False)


def read(path: str, needed: list[str]) -> pd.DataFrame:
    """The needed columns as text, with empty cells as empty text."""
    try:
        found = pd.read_csv(path, dtype=str, keep_default_na=False)
    except pd.errors.EmptyDataError:
        raise BadFile(f"{path}: no columns, the file is empty") from None
    for name in needed:
        if name not in found:
            raise BadFile(f"{path}: no column {name}")
    return found[needed]


class Model:
    """Gradient boosting on what is known when an order is placed. Last scan and contacts are not, so they stay out."""

    def __init__(self, orders: pd.DataFrame, late: pd.Series) -> None:
        self.known = {name: sorted(set(orders[name]) - {""}) for name in WORDS}
        # No early stopping: it would draw rows at random, and there is enough data for this many small trees.
        self.trees = HistGradientBoostingClassifier(max_leaf_nodes=15, early_stopping=False)
        self.trees.fit(self.features(orders), late)

    def chance(self, orders: pd.DataFrame) -> np.ndarray:
        return self.trees.predict_proba(self.features(orders))[:, 1]

    def features(self, orders: pd.DataFrame) -> np.ndarray:
        """Numbers only; what is empty, unreadable or never seen in training is NaN, which the trees can take."""
        columns = [pd.to_numeric(orders[name], errors="coerce") for name in NUMBERS]
        moment = pd.to_datetime(orders["ordered_at"], errors="coerce", format="ISO8601")
        columns += [moment.dt.dayofyear, moment.dt.weekday]
        columns += [orders[name].map({word: code for code, word in enumerate(self.known[name])}) for name in WORDS]
        return np.column_stack([np.asarray(column, dtype=float) for column in columns])


if __name__ == "__main__":
    sys.exit(main())
