"""
Model for the late delivery prediction package.

This module contains the model that predicts late deliveries.
"""

from typing import Optional

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from late.checks import check_probabilities, check_same_length
from late.config import Config
from late.engineering import FeatureEngineer
from late.errors import ModelNotFittedError
from late.log import get_logger, log_duration

logger = get_logger(__name__)


class LateDeliveryModel:
    """
    Model that predicts late deliveries.

    Attributes:
        config: Main configuration.
        feature_engineer: The feature engineer.
    """

    def __init__(self, config: Config) -> None:
        """
        Initialize the model.

        Args:
            config: Main configuration.
        """
        config.validate()
        self.config = config
        self.feature_engineer = FeatureEngineer(config.data, config.model)
        self._classifier: Optional[LogisticRegression] = None

    @property
    def is_fitted(self) -> bool:
        """
        Whether the model is fitted.

        Returns:
            True if the model is fitted, False otherwise.
        """
        return self._classifier is not None

    @log_duration
    def fit(self, data: pd.DataFrame) -> "LateDeliveryModel":
        """
        Fit the model.

        Args:
            data: The training data.

        Returns:
            The fitted model.
        """
        target = data[self.config.data.target_column]
        features = self.feature_engineer.fit(data).transform(data)
        check_same_length(features, target, "features", "target")
        classifier = LogisticRegression(
            C=self.config.model.regularization,
            max_iter=self.config.model.max_iterations,
            random_state=self.config.model.random_seed,
        )
        classifier.fit(features, target)
        self._classifier = classifier
        logger.info("Fitted model on %d rows", len(data))
        return self

    @log_duration
    def predict_probability(self, data: pd.DataFrame) -> np.ndarray:
        """
        Predict the probability of a late delivery.

        Args:
            data: The orders.

        Returns:
            The probabilities.

        Raises:
            ModelNotFittedError: If the model is not fitted.
        """
        if self._classifier is None:
            raise ModelNotFittedError("Model is not fitted")
        if len(data) == 0:
            return np.array([], dtype=float)
        probabilities = self._classifier.predict_proba(self.feature_engineer.transform(data))[:, 1]
        check_probabilities(probabilities)
        check_same_length(probabilities, data, "probabilities", "data")
        return probabilities
