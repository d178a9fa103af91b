"""
Configuration for the late delivery prediction package.

This module contains the configuration classes that are used by the other modules.
"""

from dataclasses import dataclass, field
from typing import List


@dataclass
class DataConfig:
    """
    Configuration for data handling.

    Attributes:
        id_column: Name of the column that contains the order ID.
        date_column: Name of the column that contains the order date.
        target_column: Name of the column that contains the target.
        categorical_columns: Names of the categorical columns.
        numerical_columns: Names of the numerical columns.
        leaky_columns: Names of the columns that must not be used.
        encoding: Encoding of the files.
    """

    id_column: str = "order_id"
    date_column: str = "ordered_at"
    target_column: str = "late"
    categorical_columns: List[str] = field(default_factory=lambda: ["carrier", "service", "origin", "destination"])
    numerical_columns: List[str] = field(
        default_factory=lambda: ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
    )
    leaky_columns: List[str] = field(default_factory=lambda: ["last_scan_status", "support_contacts"])
    encoding: str = "utf-8"


@dataclass
class ModelConfig:
    """
    Configuration for the model.

    Attributes:
        regularization: Inverse of the regularization strength.
        max_iterations: Maximum number of iterations.
        number_of_bins: Number of bins for numerical columns.
        minimum_frequency: Minimum number of orders of a category.
        random_seed: Random seed for reproducibility.
    """

    regularization: float = 0.3
    max_iterations: int = 500
    number_of_bins: int = 10
    minimum_frequency: int = 30
    random_seed: int = 42


@dataclass
class EvaluationConfig:
    """
    Configuration for the evaluation.

    Attributes:
        holdout_days: Number of days that are held out for the evaluation.
        minimum_holdout_rows: Minimum number of rows in the holdout.
        minimum_training_rows: Minimum number of rows in the training data.
    """

    holdout_days: int = 31
    minimum_holdout_rows: int = 1
    minimum_training_rows: int = 1


@dataclass
class Config:
    """
    Main configuration.

    Attributes:
        data: Configuration for data handling.
        model: Configuration for the model.
        evaluation: Configuration for the evaluation.
    """

    data: DataConfig = field(default_factory=DataConfig)
    model: ModelConfig = field(default_factory=ModelConfig)
    evaluation: EvaluationConfig = field(default_factory=EvaluationConfig)

    def validate(self) -> None:
        """
        Validate the configuration.

        Raises:
            ValueError: If the configuration is invalid.
        """
        if not self.data.categorical_columns:
            raise ValueError("categorical_columns must not be empty")
        if not self.data.numerical_columns:
            raise ValueError("numerical_columns must not be empty")
        if self.model.regularization <= 0:
            raise ValueError("regularization must be positive")
        if self.model.max_iterations <= 0:
            raise ValueError("max_iterations must be positive")
        if self.model.number_of_bins < 2:
            raise ValueError("number_of_bins must be at least 2")
        if self.evaluation.holdout_days <= 0:
            raise ValueError("holdout_days must be positive")
        if set(self.data.leaky_columns) & set(self.data.categorical_columns + self.data.numerical_columns):
            raise ValueError("leaky columns must not be used as features")
