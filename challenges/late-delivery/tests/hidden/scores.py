"""How good predictions are, and the thresholds of rules 1 to 3."""

import numpy as np

LEAST_AUC = 0.72
BRIER_BELOW_RATE = 0.01
AUC_OFF, BRIER_OFF = 0.04, 0.02
MOST_ECE, BINS = 0.06, 10


def auc(late, chance):
    """The area under the ROC curve; ties count half."""
    late = np.asarray(late, dtype=bool)
    _, place, count = np.unique(np.asarray(chance, dtype=float), return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    hits, misses = late.sum(), (~late).sum()
    return float((rank[late].sum() - hits * (hits + 1) / 2) / (hits * misses))


def brier(late, chance):
    """The mean squared error of the probabilities."""
    return float(np.mean((np.asarray(chance, dtype=float) - np.asarray(late, dtype=float)) ** 2))


def most_brier(late, rate):
    """The Brier score of always saying the training rate, less what rule 1 asks."""
    return brier(late, np.full(len(late), rate)) - BRIER_BELOW_RATE


def ece(late, chance):
    """The expected calibration error over bins of equal count."""
    late, chance = np.asarray(late, dtype=float), np.asarray(chance, dtype=float)
    order = np.argsort(chance, kind="stable")
    bins = [each for each in np.array_split(order, BINS) if len(each)]
    return float(sum(len(each) * abs(late[each].mean() - chance[each].mean()) for each in bins) / len(order))


def training_rate(train):
    """The share of late orders in rows of train.csv, each order counted once."""
    late = {row[0]: int(row[-1]) for row in train}
    return sum(late.values()) / len(late)
