"""The steps of training and prediction."""

from late.configuration import ComponentConfig, ExperimentConfig
from late.core.context import PipelineContext
from late.data import CLEANERS, ColumnValidator, CsvReader, JsonWriter, PredictionWriter, TableSchema
from late.evaluation import CALIBRATORS, METRICS, SPLITTERS, evaluate
from late.features import FeatureAssembler
from late.models import MODELS, ModelBundle
from late.pipelines.base import Step


class LoadTable(Step):
    """Reads and validates a table."""

    def __init__(self, location: str, schema: TableSchema) -> None:
        self._location = location
        self._schema = schema

    def run(self, context: PipelineContext) -> None:
        table = CsvReader().read(self._location)
        context.put("table", ColumnValidator(self._schema).validate(table, self._location))


class CleanTable(Step):
    """Applies the configured cleaners."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._cleaners = [CLEANERS.create(each.name, **each.parameters) for each in config.cleaners]

    def run(self, context: PipelineContext) -> None:
        table = context.get("table")
        for cleaner in self._cleaners:
            table = cleaner.clean(table)
        context.put("table", table)


class SelectModel(Step):
    """Compares the candidates on what is held out, and keeps the best one's configuration and metrics."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config
        self._splitter = SPLITTERS.create(config.splitter.name, **config.splitter.parameters)

    def run(self, context: PipelineContext) -> None:
        table = context.get("table")
        held_out = self._splitter.held_out(table)
        past, recent = table[~held_out], table[held_out]
        truth = recent["late"].astype(int).to_numpy()
        metric = METRICS[self._config.search.metric]
        candidates = self._config.search.candidates if self._config.search.enabled else self._config.search.candidates[:1]
        best, best_metrics = None, None
        for number, candidate in enumerate(candidates):
            metrics = evaluate(truth, Trainer(self._config).train(past, candidate).predict(recent))
            context.bus.publish("candidate.evaluated", candidate=f"{number}:{candidate.name}", metrics=metrics)
            name = self._config.search.metric
            if best_metrics is None or metric.better(metrics[name], best_metrics[name]):
                best, best_metrics = candidate, metrics
        context.put("candidate", best)
        context.put("metrics", best_metrics)


class Trainer:
    """Makes a bundle from a table and a candidate."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config

    def train(self, table, candidate: ComponentConfig) -> ModelBundle:
        """Fit features, model and calibrator."""
        target = table["late"].astype(int).to_numpy()
        features = FeatureAssembler(self._config.features).fit(table)
        matrix = features.transform(table)
        model = MODELS.create(candidate.name, seed=self._config.seed, **candidate.parameters).fit(matrix, target)
        calibrator = CALIBRATORS.create(self._config.calibrator.name, **self._config.calibrator.parameters)
        calibrator.fit(model.predict_probability(matrix), target)
        return ModelBundle(features, model, calibrator, metadata={"candidate": candidate.name})


class TrainFinalModel(Step):
    """Trains the chosen candidate on everything."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config

    def run(self, context: PipelineContext) -> None:
        candidate = context.get("candidate")
        context.bus.publish("parameters.chosen", values={"model": candidate.name, **candidate.parameters})
        context.put("bundle", Trainer(self._config).train(context.get("table"), candidate))


class SaveModel(Step):
    """Writes the model."""

    def __init__(self, location: str) -> None:
        self._location = location

    def run(self, context: PipelineContext) -> None:
        context.get("bundle").save(self._location)


class SaveReport(Step):
    """Writes the expected metrics."""

    def __init__(self, location: str) -> None:
        self._location = location

    def run(self, context: PipelineContext) -> None:
        metrics = context.get("metrics")
        JsonWriter().write(self._location, {name: metrics[name] for name in ("auc", "brier")})


class LoadModel(Step):
    """Reads a model."""

    def __init__(self, location: str) -> None:
        self._location = location

    def run(self, context: PipelineContext) -> None:
        context.put("bundle", ModelBundle.load(self._location))


class Predict(Step):
    """Predicts every row of the table."""

    def run(self, context: PipelineContext) -> None:
        context.put("probabilities", context.get("bundle").predict(context.get("table")))


class SavePredictions(Step):
    """Writes the predictions."""

    def __init__(self, location: str) -> None:
        self._location = location

    def run(self, context: PipelineContext) -> None:
        PredictionWriter().write(self._location, context.get("table")["order_id"], context.get("probabilities"))
