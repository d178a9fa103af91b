"""The members of the ensemble, each with the grid that is searched for it."""

from dataclasses import dataclass, field
from typing import Any, Callable

from sklearn.ensemble import ExtraTreesClassifier, HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import QuantileTransformer, StandardScaler


@dataclass(frozen=True)
class Member:
    name: str
    build: Callable[..., Any]
    grid: dict[str, list[Any]] = field(default_factory=dict)


def linear(C=1.0):
    return make_pipeline(StandardScaler(), LogisticRegression(C=C, max_iter=300))


def boosting(max_leaf_nodes=15, learning_rate=0.1):
    return HistGradientBoostingClassifier(
        max_iter=70, max_leaf_nodes=max_leaf_nodes, learning_rate=learning_rate, min_samples_leaf=60, early_stopping=False, random_state=3
    )


def stumps(max_iter=120):
    return HistGradientBoostingClassifier(max_iter=max_iter, max_depth=2, learning_rate=0.15, early_stopping=False, random_state=4)


def trees(min_samples_leaf=40):
    return ExtraTreesClassifier(25, min_samples_leaf=min_samples_leaf, max_features=0.5, random_state=5)


def bayes():
    return make_pipeline(QuantileTransformer(n_quantiles=100, output_distribution="normal", subsample=10000, random_state=6), GaussianNB())


MEMBERS = [
    Member("linear", linear, {"C": [0.1, 1.0]}),
    Member("boosting", boosting, {"max_leaf_nodes": [8, 15]}),
    Member("stumps", stumps),
    Member("trees", trees),
    Member("bayes", bayes),
]
