import numpy as np
import pandas as pd

from late.registry import registry


class Feature:
    def __init__(self, settings):
        self.settings = settings

    def learn(self, table):
        pass

    def make(self, table):
        raise NotImplementedError


@registry.register("feature", "plain_numbers")
class PlainNumbers(Feature):
    def make(self, table):
        return table[self.settings["cleaning.numbers"]].astype(float)


@registry.register("feature", "calendar")
class Calendar(Feature):
    def make(self, table):
        moment = table["ordered_at"]
        return pd.DataFrame({"weekday": moment.dt.dayofweek, "day": moment.dt.dayofyear}).astype(float)


@registry.register("feature", "speed")
class Speed(Feature):
    """Kilometres that a parcel has to make each day; an express one is expected to make more."""

    def make(self, table):
        days = table["promised_days"].clip(lower=0.5)
        return (table["distance_km"] / days).rename("speed").to_frame().astype(float)


@registry.register("feature", "codes")
class Codes(Feature):
    """Texts as numbers, by how late their orders were; unknown ones are NaN."""

    def learn(self, table):
        self.order = {}
        for column in self.settings["cleaning.texts"]:
            shares = table[table[column] != ""].groupby(column)["late"].mean()
            ranked = sorted(shares.items(), key=lambda item: (item[1], item[0]))
            self.order[column] = {text: float(place) for place, (text, _) in enumerate(ranked)}

    def make(self, table):
        return pd.DataFrame({f"{column}_code": table[column].map(codes) for column, codes in self.order.items()}).astype(float)


@registry.register("feature", "log_weight")
class LogWeight(Feature):
    def make(self, table):
        return np.log1p(table["weight_kg"].clip(lower=0)).rename("log_weight").to_frame()
