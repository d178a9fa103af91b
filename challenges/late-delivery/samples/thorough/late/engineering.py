"""
Feature engineering for the late delivery prediction package.

This module contains the feature engineer that turns orders into numbers.
"""

from typing import Dict, List, Optional

import numpy as np
import pandas as pd

from late.checks import check_is_dataframe
from late.config import DataConfig, ModelConfig
from late.errors import ModelNotFittedError
from late.log import get_logger

logger = get_logger(__name__)


class FeatureEngineer:
    """
    Engineer that turns orders into numbers.

    Attributes:
        data_config: Configuration for data handling.
        model_config: Configuration for the model.
    """

    def __init__(self, data_config: DataConfig, model_config: ModelConfig) -> None:
        """
        Initialize the feature engineer.

        Args:
            data_config: Configuration for data handling.
            model_config: Configuration for the model.
        """
        self.data_config = data_config
        self.model_config = model_config
        self._categories: Optional[Dict[str, List[str]]] = None
        self._edges: Optional[Dict[str, List[float]]] = None

    def fit(self, data: pd.DataFrame) -> "FeatureEngineer":
        """
        Fit the feature engineer.

        Args:
            data: The training data.

        Returns:
            The fitted feature engineer.
        """
        check_is_dataframe(data, "data")
        self._categories = {}
        for column in self.data_config.categorical_columns:
            counts = data[column].value_counts()
            frequent = counts[counts >= self.model_config.minimum_frequency].index
            self._categories[column] = sorted(frequent)
        self._edges = {}
        numbers = self._create_numbers(data)
        quantiles = np.linspace(0.0, 1.0, self.model_config.number_of_bins + 1)[1:-1]
        for column in numbers.columns:
            known = numbers[column].dropna()
            edges = np.unique(np.quantile(known, quantiles)) if len(known) > 0 else np.array([])
            self._edges[column] = edges.tolist()
        logger.info("Fitted feature engineer")
        return self

    def transform(self, data: pd.DataFrame) -> np.ndarray:
        """
        Transform orders into numbers.

        Args:
            data: The orders.

        Returns:
            The matrix of numbers.

        Raises:
            ModelNotFittedError: If the feature engineer is not fitted.
        """
        if self._categories is None or self._edges is None:
            raise ModelNotFittedError("Feature engineer is not fitted")
        check_is_dataframe(data, "data")
        parts: List[np.ndarray] = []
        for column, categories in self._categories.items():
            for category in categories:
                parts.append((data[column] == category).to_numpy(dtype=float))
        numbers = self._create_numbers(data)
        for column, edges in self._edges.items():
            values = numbers[column].to_numpy(dtype=float)
            is_missing = np.isnan(values)
            parts.append(is_missing.astype(float))
            for edge in edges:
                # Cumulative coding: one column for each edge that is passed.
                parts.append(np.where(is_missing, 0.0, values > edge).astype(float))
        return np.column_stack(parts)

    def _create_numbers(self, data: pd.DataFrame) -> pd.DataFrame:
        """
        Create the numerical features.

        Args:
            data: The orders.

        Returns:
            The numerical features.
        """
        numbers = data[self.data_config.numerical_columns].copy()
        date = data[self.data_config.date_column]
        numbers["distance_per_day"] = self._safe_divide(numbers["distance_km"], numbers["promised_days"])
        numbers["load_per_day"] = self._safe_divide(numbers["warehouse_load"], numbers["promised_days"])
        numbers["day_of_week"] = date.dt.dayofweek.astype(float)
        numbers["hour_of_day"] = date.dt.hour.astype(float)
        numbers["day_of_year"] = date.dt.dayofyear.astype(float)
        return numbers

    @staticmethod
    def _safe_divide(numerator: pd.Series, denominator: pd.Series) -> pd.Series:
        """
        Divide safely.

        Args:
            numerator: The numerator.
            denominator: The denominator.

        Returns:
            The quotient, NaN where the denominator is not positive.
        """
        return numerator / denominator.where(denominator > 0)
