"""
Evaluation for the late delivery prediction package.

This module contains the evaluator that estimates the quality of the model on the next month.
"""

from dataclasses import asdict, dataclass
from typing import Dict, Tuple

import pandas as pd
from sklearn.metrics import brier_score_loss, roc_auc_score

from late.checks import check_minimum_rows
from late.classifier import LateDeliveryModel
from late.config import Config
from late.log import get_logger, log_duration

logger = get_logger(__name__)


@dataclass
class EvaluationResult:
    """
    Result of an evaluation.

    Attributes:
        auc: Area under the ROC curve.
        brier: Brier score.
    """

    auc: float
    brier: float

    def to_dict(self) -> Dict[str, float]:
        """
        Convert the result to a dictionary.

        Returns:
            The dictionary.
        """
        return asdict(self)


class Evaluator:
    """
    Evaluator that estimates the quality of the model on the next month.

    Attributes:
        config: Main configuration.
    """

    def __init__(self, config: Config) -> None:
        """
        Initialize the evaluator.

        Args:
            config: Main configuration.
        """
        self.config = config

    @log_duration
    def evaluate(self, data: pd.DataFrame) -> EvaluationResult:
        """
        Evaluate on the latest part of the data.

        Args:
            data: The training data.

        Returns:
            The result of the evaluation.
        """
        training_data, holdout_data = self._split_by_time(data)
        model = LateDeliveryModel(self.config).fit(training_data)
        probabilities = model.predict_probability(holdout_data)
        target = holdout_data[self.config.data.target_column]
        result = EvaluationResult(
            auc=float(roc_auc_score(target, probabilities)),
            brier=float(brier_score_loss(target, probabilities)),
        )
        logger.info("Evaluation result: %s", result)
        return result

    def _split_by_time(self, data: pd.DataFrame) -> Tuple[pd.DataFrame, pd.DataFrame]:
        """
        Split the data by time.

        Args:
            data: The training data.

        Returns:
            The training data and the holdout data.
        """
        date = data[self.config.data.date_column]
        cutoff = date.max() - pd.Timedelta(days=self.config.evaluation.holdout_days)
        is_holdout = date > cutoff
        training_data = data[~is_holdout]
        holdout_data = data[is_holdout]
        check_minimum_rows(training_data, self.config.evaluation.minimum_training_rows, "training data")
        check_minimum_rows(holdout_data, self.config.evaluation.minimum_holdout_rows, "holdout data")
        return training_data, holdout_data
