"""The best of a member's grid, by Brier score on the month that follows."""

import itertools

from sklearn.metrics import brier_score_loss


def combinations(grid):
    names = list(grid)
    for values in itertools.product(*(grid[name] for name in names)):
        yield dict(zip(names, values))


def search(member, past, past_late, future, future_late):
    """(parameters, all trials)"""
    options = list(combinations(member.grid))
    if len(options) == 1:
        return options[0], []
    trials = []
    for parameters in options:
        model = member.build(**parameters).fit(past, past_late)
        score = brier_score_loss(future_late, model.predict_proba(future)[:, 1])
        trials.append({"member": member.name, "parameters": parameters, "brier": score})
    best = min(trials, key=lambda trial: trial["brier"])
    return best["parameters"], trials
