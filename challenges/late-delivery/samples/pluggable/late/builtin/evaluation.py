import numpy as np
import pandas as pd
from sklearn.metrics import brier_score_loss, log_loss, roc_auc_score

from late.registry import registry


@registry.register("splitter", "last_days")
class LastDays:
    def __init__(self, settings):
        self.days = settings["evaluation.days"]

    def held_out(self, table):
        moment = table["ordered_at"]
        return (moment > moment.max() - pd.Timedelta(self.days, "D")).to_numpy()


@registry.register("splitter", "last_share")
class LastShare:
    def __init__(self, settings):
        self.share = settings["evaluation.share"]

    def held_out(self, table):
        return (table["ordered_at"] >= table["ordered_at"].quantile(1 - self.share)).to_numpy()


@registry.register("splitter", "random")
class Random:
    """Promises too much on this data. Here for comparison."""

    def __init__(self, settings):
        self.share = settings["evaluation.share"]

    def held_out(self, table):
        return np.random.default_rng(0).random(len(table)) < self.share


def metric(name):
    def remember(function):
        registry.register("metric", name)(lambda settings: function)
        return function

    return remember


metric("auc")(roc_auc_score)
metric("brier")(brier_score_loss)
metric("log_loss")(log_loss)


@metric("calibration_error")
def calibration_error(late, probability):
    bins = np.array_split(np.argsort(probability), 10)
    late = np.asarray(late)
    return float(np.mean([abs(late[rows].mean() - probability[rows].mean()) for rows in bins if len(rows)]))
