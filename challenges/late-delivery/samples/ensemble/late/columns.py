"""Reading, and the features that all members of the zoo share."""

import sys

import numpy as np
import pandas as pd

CATEGORIES = ["carrier", "service", "origin", "destination"]
QUANTITIES = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
KEYS = ["order_id", "ordered_at"]


def stop(text):
    sys.stderr.write(text + "\n")
    raise SystemExit(2)


def read(path, *more):
    try:
        raw = pd.read_csv(path, dtype="string", keep_default_na=False).astype(object)
    except FileNotFoundError:
        stop(f"not found: {path}")
    except pd.errors.EmptyDataError:
        stop(f"empty: {path}")
    lacking = [name for name in (*KEYS, *CATEGORIES, *QUANTITIES, *more) if name not in raw]
    if lacking:
        stop(f"{path} lacks {' and '.join(lacking)}")
    return raw


def dates(raw):
    return pd.to_datetime(raw["ordered_at"].astype(str), errors="coerce", format="ISO8601")


class FeatureBuilder:
    """Numbers, ratios, cycles, interactions, smoothed target means, frequencies."""

    def fit(self, raw, late):
        self.mean = float(late.mean())
        self.targets, self.frequencies = {}, {}
        for name in CATEGORIES:
            groups = late.groupby(raw[name])
            self.targets[name] = ((groups.sum() + 30 * self.mean) / (groups.count() + 30)).to_dict()
            self.frequencies[name] = (groups.count() / len(late)).to_dict()
        pairs = raw["carrier"] + "|" + raw["service"]
        groups = late.groupby(pairs)
        self.pairs = ((groups.sum() + 60 * self.mean) / (groups.count() + 60)).to_dict()
        self.medians = {name: float(values.median()) for name, values in self._quantities(raw).items()}
        return self

    @staticmethod
    def _quantities(raw):
        found = {}
        for name in QUANTITIES:
            values = pd.to_numeric(raw[name], errors="coerce").astype(float)
            found[name] = values.where(np.isfinite(values))
        return found

    def transform(self, raw):
        known = self._quantities(raw)
        x = pd.DataFrame({name: values.fillna(self.medians[name]) for name, values in known.items()}, index=raw.index)
        x["gaps"] = sum(values.isna().astype(float) for values in known.values())
        x["km_per_day"] = x["distance_km"] / x["promised_days"].clip(lower=1)
        x["kg_per_item"] = x["weight_kg"] / x["items"].clip(lower=1)
        x["log_km"] = np.log1p(x["distance_km"].clip(lower=0))
        x["log_kg"] = np.log1p(x["weight_kg"].clip(lower=0))
        x["load_squared"] = x["warehouse_load"] ** 2
        x["pressure"] = x["warehouse_load"] * x["km_per_day"]
        x["overload"] = (x["warehouse_load"] - 0.7).clip(lower=0)
        when = dates(raw)
        x["weekday"] = when.dt.weekday.fillna(-1).astype(float)
        angle = 2 * np.pi * when.dt.dayofyear.fillna(180).astype(float) / 365.25
        x["year_sine"], x["year_cosine"] = np.sin(angle), np.cos(angle)
        x["express"] = (raw["service"] == "express").astype(float)
        for name in CATEGORIES:
            x[f"{name}_target"] = raw[name].map(self.targets[name]).astype(float).fillna(self.mean)
            x[f"{name}_frequency"] = raw[name].map(self.frequencies[name]).astype(float).fillna(0.0)
        x["pair_target"] = (raw["carrier"] + "|" + raw["service"]).map(self.pairs).astype(float).fillna(self.mean)
        return x
