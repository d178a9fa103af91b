import argparse
import json
import pickle

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import train_test_split

parser = argparse.ArgumentParser()
parser.add_argument("command")
parser.add_argument("--data")
parser.add_argument("--model")
parser.add_argument("--report")
parser.add_argument("--out")
args = parser.parse_args()

df = pd.read_csv(args.data)
features = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
X = df[features].fillna(0)

if args.command == "train":
    y = df["late"]
    X_train, X_test, y_train, y_test = train_test_split(X, y, test_size=0.2, random_state=42)
    model = LogisticRegression(max_iter=1000)
    model.fit(X_train, y_train)
    p = model.predict_proba(X_test)[:, 1]
    json.dump({"auc": roc_auc_score(y_test, p), "brier": brier_score_loss(y_test, p)}, open(args.report, "w"))
    pickle.dump(model, open(args.model, "wb"))
else:
    model = pickle.load(open(args.model, "rb"))
    df["probability"] = model.predict_proba(X)[:, 1]
    df[["order_id", "probability"]].to_csv(args.out, index=False)
# TODO: error handling, categorical features
