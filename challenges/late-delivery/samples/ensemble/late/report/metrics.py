"""More numbers than anybody asked for."""

import numpy as np
from sklearn.metrics import average_precision_score, brier_score_loss, log_loss, precision_recall_curve, roc_auc_score


def reliability(late, probability, bins=10):
    order = np.argsort(probability, kind="stable")
    return [(float(probability[rows].mean()), float(late[rows].mean()), len(rows)) for rows in np.array_split(order, bins)]


def lift(late, probability, share=0.2):
    count = max(1, int(len(late) * share))
    return float(late[np.argsort(-probability)[:count]].mean() / max(late.mean(), 1e-9))


def best_threshold(late, probability, cost_of_miss=5.0, cost_of_alarm=1.0):
    thresholds = np.linspace(0.05, 0.95, 19)
    costs = [
        cost_of_miss * float(((probability < t) & (late == 1)).sum()) + cost_of_alarm * float(((probability >= t) & (late == 0)).sum())
        for t in thresholds
    ]
    return float(thresholds[int(np.argmin(costs))])


def everything(late, probability):
    late = np.asarray(late)
    precision, recall, _ = precision_recall_curve(late, probability)
    return {
        "auc": float(roc_auc_score(late, probability)),
        "brier": float(brier_score_loss(late, probability)),
        "log_loss": float(log_loss(late, probability)),
        "average_precision": float(average_precision_score(late, probability)),
        "best_f1": float(np.max(2 * precision * recall / np.maximum(precision + recall, 1e-9))),
        "lift_at_20_percent": lift(late, probability),
        "threshold_for_5_to_1": best_threshold(late, probability),
        "calibration_error": float(np.mean([abs(said - was) for said, was, _ in reliability(late, probability)])),
    }


def bootstrap(late, probability, rounds=200, seed=8):
    """An interval for AUC and Brier score that nine in ten months should fall into."""
    rng, late = np.random.default_rng(seed), np.asarray(late)
    areas, briers = [], []
    for _ in range(rounds):
        rows = rng.integers(0, len(late), len(late))
        areas.append(roc_auc_score(late[rows], probability[rows]))
        briers.append(brier_score_loss(late[rows], probability[rows]))
    return {"auc": np.quantile(areas, [0.05, 0.95]).tolist(), "brier": np.quantile(briers, [0.05, 0.95]).tolist()}
