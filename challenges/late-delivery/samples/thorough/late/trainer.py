"""
Training for the late delivery prediction package.

This module contains the trainer that orchestrates the training.
"""

from typing import Optional

from late.classifier import LateDeliveryModel
from late.config import Config
from late.evaluation import EvaluationResult, Evaluator
from late.loading import DataLoader
from late.log import get_logger, log_duration
from late.persistence import save_model, save_report

logger = get_logger(__name__)


class LateDeliveryTrainer:
    """
    Trainer that orchestrates the training.

    Attributes:
        config: Main configuration.
        data_loader: The data loader.
        evaluator: The evaluator.
    """

    def __init__(self, config: Optional[Config] = None) -> None:
        """
        Initialize the trainer.

        Args:
            config: Main configuration. Defaults to the default configuration.
        """
        self.config = config if config is not None else Config()
        self.config.validate()
        self.data_loader = DataLoader(self.config.data)
        self.evaluator = Evaluator(self.config)

    @log_duration
    def train(self, data_path: str, model_path: str, report_path: str) -> EvaluationResult:
        """
        Train a model.

        Args:
            data_path: Path of the training data.
            model_path: Path of the model.
            report_path: Path of the report.

        Returns:
            The result of the evaluation.
        """
        logger.info("Starting training")
        # Load the data
        data = self.data_loader.load_training_data(data_path)
        # Evaluate the model
        result = self.evaluator.evaluate(data)
        # Fit the final model
        model = LateDeliveryModel(self.config).fit(data)
        # Save the model
        save_model(model, model_path)
        # Save the report
        save_report(result.to_dict(), report_path)
        logger.info("Finished training")
        return result
