"""Learning in two steps: weights from all but the last weeks, the scale of the probabilities from the last weeks."""

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score

from late.files import Order
from late.model import CATEGORIES, Model, measures

LATEST = 0.12  # of the orders; about a month


def learn(orders: list[Order], late: list[int]) -> Model:
    cut = int(len(orders) * (1 - LATEST))
    model = _weights(orders[:cut], late[:cut])
    scale = LogisticRegression(C=1e6).fit(model.scores(orders[cut:]).reshape(-1, 1), late[cut:])
    model.slope, model.shift = float(scale.coef_[0, 0]), float(scale.intercept_[0])
    return model


def evaluate_on_latest(orders: list[Order], late: list[int]) -> dict[str, float]:
    """As if the latest month were the next one: everything, the scaling too, is learnt from what came before."""
    cut = int(len(orders) * (1 - LATEST))
    found = learn(orders[:cut], late[:cut]).probabilities(orders[cut:])
    return {"auc": float(roc_auc_score(late[cut:], found)), "brier": float(brier_score_loss(late[cut:], found))}


def _weights(orders: list[Order], late: list[int]) -> Model:
    known = np.array([measures(order) for order in orders])
    model = Model(
        usual=np.nanmedian(known, axis=0).tolist(),
        spread=np.maximum(np.nanstd(known, axis=0), 1e-9).tolist(),
        vocabulary={name: sorted({order[name] for order in orders}) for name in CATEGORIES},
        weights=[],
        bias=0.0,
    )
    fitted = LogisticRegression(C=1.0, max_iter=1000).fit(model.matrix(orders), late)
    model.weights, model.bias = fitted.coef_[0].tolist(), float(fitted.intercept_[0])
    return model
