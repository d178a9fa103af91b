"""Files in, files out. Behind this module an order has columns of the right kind, and NaN or None where the file said nothing sensible."""

import numpy as np
import pandas as pd

TEXT = ["carrier", "service", "origin", "destination"]
NUMERIC = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]


class TableError(Exception):
    """A file can't be used; the text is one line for the user."""


def read_orders(path: str, with_outcome: bool = False) -> pd.DataFrame:
    """Orders with the columns order_id, placed (a timestamp), TEXT (None if empty), and NUMERIC (NaN if empty or no number).

    with_outcome: demand `late` as well, and give each order once. Orders to be predicted are all kept, in their sequence.
    """
    try:
        raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    except FileNotFoundError:
        raise TableError(f"{path}: there is no such file") from None
    except pd.errors.EmptyDataError:
        raise TableError(f"{path}: the file is empty, not even a header") from None
    needed = ["order_id", "ordered_at", *TEXT, *NUMERIC] + ["late"] * with_outcome
    absent = [column for column in needed if column not in raw]
    if absent:
        raise TableError(f"{path}: no column {', '.join(absent)}")

    orders = raw[["order_id"]].copy()
    orders["placed"] = pd.to_datetime(raw["ordered_at"], format="ISO8601", errors="coerce")
    for column in TEXT:
        orders[column] = raw[column].replace("", None)
    for column in NUMERIC:
        orders[column] = pd.to_numeric(raw[column], errors="coerce").replace([np.inf, -np.inf], np.nan)
    if with_outcome:
        orders["late"] = raw["late"].astype(int)
        orders = orders.drop_duplicates("order_id", ignore_index=True)
    return orders


def write_predictions(path: str, orders: pd.DataFrame, probability: np.ndarray) -> None:
    pd.DataFrame({"order_id": orders["order_id"], "probability": probability}).to_csv(path, index=False)
