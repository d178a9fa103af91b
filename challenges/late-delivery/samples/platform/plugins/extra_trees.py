"""Plug-in: extremely randomised trees as a further candidate."""

from sklearn.ensemble import ExtraTreesClassifier
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline

from late.models.base import MODELS
from late.models.implementations import EstimatorModel


@MODELS.register("extra_trees")
class ExtraTrees(EstimatorModel):
    """Extremely randomised trees."""

    def __init__(self, seed: int, trees: int = 200, min_samples_leaf: int = 20) -> None:
        forest = ExtraTreesClassifier(trees, min_samples_leaf=min_samples_leaf, random_state=seed)
        super().__init__(make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), forest))
