"""The service behind the API: a model, a cache of features, metrics, and reloading."""

import threading
import time

import pandas as pd

from late.data import PREDICTION_SCHEMA
from late.featurestore import OnlineStore
from late.models import ModelBundle
from late.monitoring import MetricsRegistry
from late.serving.schemas import PredictRequest, PredictResponse


class PredictionService:
    """Predicts requests with the model that is loaded."""

    def __init__(self, location: str) -> None:
        self._location = location
        self._lock = threading.RLock()
        self._bundle = ModelBundle.load(location)
        self.metrics = MetricsRegistry()
        self.online = OnlineStore()

    def predict(self, request: PredictRequest) -> PredictResponse:
        """A probability for each order."""
        began = time.perf_counter()
        with self._lock:
            bundle = self._bundle
        table = pd.DataFrame(request.orders, columns=PREDICTION_SCHEMA.names)
        matrix = bundle.features.transform(table)
        for entity, values in zip(table["order_id"], matrix.tolist(), strict=True):
            self.online.put(entity, dict(zip(bundle.features.names, values, strict=True)))
        probabilities = bundle.calibrator.apply(bundle.model.predict_probability(matrix))
        self.metrics.increment("late_predictions_total", len(table))
        self.metrics.observe("late_predict_seconds", time.perf_counter() - began)
        predictions = [
            {"order_id": order, "probability": float(chance)}
            for order, chance in zip(table["order_id"], probabilities, strict=True)
        ]
        return PredictResponse(bundle.version, predictions)

    def reload(self) -> None:
        """Load the model's file again, without a gap."""
        bundle = ModelBundle.load(self._location)
        with self._lock:
            self._bundle = bundle
        self.metrics.increment("late_model_reloads_total")
