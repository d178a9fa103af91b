"""
Prediction for the late delivery prediction package.

This module contains the predictor that orchestrates the prediction.
"""

from typing import Optional

from late.config import Config
from late.loading import DataLoader
from late.log import get_logger, log_duration
from late.persistence import load_model, save_predictions

logger = get_logger(__name__)


class LateDeliveryPredictor:
    """
    Predictor that orchestrates the prediction.

    Attributes:
        config: Main configuration.
        data_loader: The data loader.
    """

    def __init__(self, config: Optional[Config] = None) -> None:
        """
        Initialize the predictor.

        Args:
            config: Main configuration. Defaults to the default configuration.
        """
        self.config = config if config is not None else Config()
        self.config.validate()
        self.data_loader = DataLoader(self.config.data)

    @log_duration
    def predict(self, model_path: str, data_path: str, output_path: str) -> int:
        """
        Predict orders.

        Args:
            model_path: Path of the model.
            data_path: Path of the orders.
            output_path: Path of the predictions.

        Returns:
            The number of predicted orders.
        """
        logger.info("Starting prediction")
        # Load the orders
        data = self.data_loader.load_prediction_data(data_path)
        # Load the model
        model = load_model(model_path)
        # Predict the probabilities
        probabilities = model.predict_probability(data)
        # Save the predictions
        save_predictions(data[self.config.data.id_column], probabilities, output_path)
        logger.info("Finished prediction")
        return len(data)
