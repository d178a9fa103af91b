"""How much worse a model gets where one feature is shuffled."""

import numpy as np
from sklearn.metrics import roc_auc_score

from late.models import ModelBundle


def permutation_importance(bundle: ModelBundle, table, target: np.ndarray, seed: int = 0) -> dict[str, float]:
    """AUC lost by feature."""
    generator = np.random.default_rng(seed)
    matrix = bundle.features.transform(table)
    base = roc_auc_score(target, bundle.model.predict_probability(matrix))
    lost = {}
    for place, name in enumerate(bundle.features.names):
        shuffled = matrix.copy()
        shuffled[:, place] = generator.permutation(shuffled[:, place])
        lost[name] = float(base - roc_auc_score(target, bundle.model.predict_probability(shuffled)))
    return dict(sorted(lost.items(), key=lambda item: -item[1]))
