"""
Late Delivery Prediction Package.

This package provides functionality for training a late delivery prediction model and for generating predictions with it.
"""

from late.config import Config
from late.predictor import LateDeliveryPredictor
from late.trainer import LateDeliveryTrainer

__all__ = ["Config", "LateDeliveryPredictor", "LateDeliveryTrainer"]
