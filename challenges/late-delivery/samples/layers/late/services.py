"""Application services: training and prediction, with their collaborators injected."""

import json
import logging
from pathlib import Path

import pandas as pd

from late import __version__
from late.config import AppConfig
from late.evaluation import Evaluator, create_holdout
from late.features import TabularFeatureBuilder
from late.interfaces import ModelStore, OrderReader
from late.models import ModelFactory
from late.readers import PredictionWriter
from late.store import TrainedArtefact

logger = logging.getLogger(__name__)


class TrainingService:
    """Trains, evaluates and stores a model."""

    def __init__(self, config: AppConfig, reader: OrderReader, store: ModelStore, evaluator: Evaluator) -> None:
        self._config = config
        self._reader = reader
        self._store = store
        self._evaluator = evaluator

    def train(self, data: str, model_path: str, report_path: str) -> None:
        columns = self._config.columns
        orders = self._reader.read(data, columns.required_for_training).drop_duplicates(columns.order_id)
        timestamps = pd.to_datetime(orders[columns.timestamp], errors="coerce")
        held_out = create_holdout(self._config.evaluation).mask(timestamps)
        logger.info("holding out %d of %d orders", held_out.sum(), len(orders))

        rehearsal = self._fit(orders[~held_out])
        unseen = orders[held_out]
        probabilities = rehearsal.model.predict(rehearsal.features.transform(unseen))
        report = self._evaluator.evaluate(unseen[columns.target].astype(int).to_numpy(), probabilities)

        self._store.save(self._fit(orders), model_path)
        Path(report_path).write_text(json.dumps(report.to_dict(), indent=2))

    def _fit(self, orders: pd.DataFrame) -> TrainedArtefact:
        features = TabularFeatureBuilder(self._config.columns).fit(orders)
        target = orders[self._config.columns.target].astype(int).to_numpy()
        model = ModelFactory.create(self._config.model).fit(features.transform(orders), target)
        return TrainedArtefact(__version__, self._config, features, model)


class PredictionService:
    """Predicts with a stored model."""

    def __init__(self, config: AppConfig, reader: OrderReader, store: ModelStore, writer: PredictionWriter) -> None:
        self._config = config
        self._reader = reader
        self._store = store
        self._writer = writer

    def predict(self, model_path: str, data: str, out: str) -> None:
        columns = self._config.columns
        orders = self._reader.read(data, columns.required_for_prediction)
        artefact = self._store.load(model_path)
        if artefact.version != __version__:
            logger.warning("the model was trained by version %s, this is %s", artefact.version, __version__)
        probabilities = artefact.model.predict(artefact.features.transform(orders))
        self._writer.write(out, orders[columns.order_id], probabilities)
