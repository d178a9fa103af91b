"""Assembles pipelines from the configuration."""

from late.configuration import ExperimentConfig
from late.data import PREDICTION_SCHEMA, TRAINING_SCHEMA
from late.pipelines import steps
from late.pipelines.base import Pipeline


class PipelineFactory:
    """Makes pipelines."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config

    def training(self, data: str, model: str, report: str) -> Pipeline:
        """Load, clean, select, train, save."""
        return Pipeline(
            f"{self._config.name}-training",
            [
                steps.LoadTable(data, TRAINING_SCHEMA),
                steps.CleanTable(self._config),
                steps.SelectModel(self._config),
                steps.TrainFinalModel(self._config),
                steps.SaveModel(model),
                steps.SaveReport(report),
            ],
        )

    def prediction(self, model: str, data: str, out: str) -> Pipeline:
        """Load, predict, save."""
        return Pipeline(
            f"{self._config.name}-prediction",
            [steps.LoadTable(data, PREDICTION_SCHEMA), steps.LoadModel(model), steps.Predict(), steps.SavePredictions(out)],
        )
