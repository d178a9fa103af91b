"""Which columns matter: how much worse the blend gets when one is shuffled."""

import numpy as np
from sklearn.metrics import roc_auc_score

from late.columns import CATEGORIES, QUANTITIES


def permutation_importance(blend, raw, late, rounds=3, seed=9):
    rng = np.random.default_rng(seed)
    whole = roc_auc_score(late, blend.predict(raw))
    found = {}
    for column in (*QUANTITIES, *CATEGORIES, "ordered_at"):
        drops = []
        for _ in range(rounds):
            shuffled = raw.assign(**{column: rng.permutation(raw[column].to_numpy())})
            drops.append(whole - roc_auc_score(late, blend.predict(shuffled)))
        found[column] = float(np.mean(drops))
    return dict(sorted(found.items(), key=lambda item: -item[1]))


def what_if(blend, row, column, values):
    """The probability of one order, with a column set to each of the values."""
    return [(value, float(blend.predict(row.assign(**{column: str(value)}))[0])) for value in values]
