"""
Data loading for the late delivery prediction package.

This module contains the data loader that loads and cleans the data.
"""

from pathlib import Path
from typing import List

import numpy as np
import pandas as pd

from late.checks import check_binary_target, check_columns_exist, check_is_dataframe
from late.config import DataConfig
from late.errors import DataLoadingError, DataValidationError
from late.log import get_logger, log_duration
from late.retry import with_retries

logger = get_logger(__name__)


class DataLoader:
    """
    Loader that loads and cleans the data.

    Attributes:
        config: Configuration for data handling.
    """

    def __init__(self, config: DataConfig) -> None:
        """
        Initialize the data loader.

        Args:
            config: Configuration for data handling.
        """
        self.config = config

    @log_duration
    def load_training_data(self, path: str) -> pd.DataFrame:
        """
        Load the training data.

        Args:
            path: Path of the file.

        Returns:
            The cleaned training data.
        """
        data = self._load(path, self._get_required_columns() + [self.config.target_column])
        data = self._remove_duplicates(data)
        data = self._clean_target(data)
        return self._clean_features(data)

    @log_duration
    def load_prediction_data(self, path: str) -> pd.DataFrame:
        """
        Load the data to predict.

        Args:
            path: Path of the file.

        Returns:
            The cleaned data.
        """
        data = self._load(path, self._get_required_columns())
        return self._clean_features(data)

    def _get_required_columns(self) -> List[str]:
        """
        Get the names of the required columns.

        Returns:
            The names of the required columns.
        """
        columns = [self.config.id_column, self.config.date_column]
        columns.extend(self.config.categorical_columns)
        columns.extend(self.config.numerical_columns)
        return columns

    def _load(self, path: str, columns: List[str]) -> pd.DataFrame:
        """
        Load a file.

        Args:
            path: Path of the file.
            columns: Names of the required columns.

        Returns:
            The loaded data.

        Raises:
            DataLoadingError: If the file can not be loaded.
        """
        file_path = Path(path)
        if not file_path.exists():
            raise DataLoadingError(f"File not found: {path}")
        if not file_path.is_file():
            raise DataLoadingError(f"Not a file: {path}")
        try:
            data = with_retries(
                lambda: pd.read_csv(file_path, dtype=str, keep_default_na=False, encoding=self.config.encoding)
            )
        except pd.errors.EmptyDataError as error:
            raise DataLoadingError(f"File is empty: {path}") from error
        except pd.errors.ParserError as error:
            raise DataLoadingError(f"File can not be parsed: {path}") from error
        except UnicodeDecodeError as error:
            raise DataLoadingError(f"File has a wrong encoding: {path}") from error
        check_columns_exist(data, columns, path)
        logger.info("Loaded %d rows from %s", len(data), path)
        return data[columns].copy()

    def _remove_duplicates(self, data: pd.DataFrame) -> pd.DataFrame:
        """
        Remove duplicated orders.

        Args:
            data: The data.

        Returns:
            The data without duplicated orders.
        """
        number_before = len(data)
        data = data.drop_duplicates(subset=[self.config.id_column], keep="first").reset_index(drop=True)
        logger.info("Removed %d duplicated orders", number_before - len(data))
        return data

    def _clean_target(self, data: pd.DataFrame) -> pd.DataFrame:
        """
        Clean the target.

        Args:
            data: The data.

        Returns:
            The data with a clean target.

        Raises:
            DataValidationError: If the target is not valid.
        """
        target = pd.to_numeric(data[self.config.target_column], errors="coerce")
        if target.isna().any():
            raise DataValidationError(f"Column {self.config.target_column} contains invalid values")
        data[self.config.target_column] = target.astype(int)
        check_binary_target(data[self.config.target_column])
        return data

    def _clean_features(self, data: pd.DataFrame) -> pd.DataFrame:
        """
        Clean the features.

        Args:
            data: The data.

        Returns:
            The data with clean features.
        """
        check_is_dataframe(data, "data")
        data[self.config.date_column] = pd.to_datetime(data[self.config.date_column], errors="coerce", format="ISO8601")
        for column in self.config.numerical_columns:
            values = pd.to_numeric(data[column], errors="coerce").astype(float)
            data[column] = values.replace([np.inf, -np.inf], np.nan)
        for column in self.config.categorical_columns:
            data[column] = data[column].fillna("").astype(str)
        return data
