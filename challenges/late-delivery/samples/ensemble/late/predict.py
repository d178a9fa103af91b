import os

import joblib
import pandas as pd

from late import columns


def predict(model, data, out):
    raw = columns.read(data)
    if not os.path.exists(model):
        columns.stop(f"not found: {model}")
    chance = joblib.load(model).predict(raw)
    pd.DataFrame({"order_id": raw["order_id"].astype(str), "probability": chance}).to_csv(out, index=False)
