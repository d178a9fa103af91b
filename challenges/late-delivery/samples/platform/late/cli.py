"""The command line."""

import argparse
import logging
import sys
from collections.abc import Sequence

from late.configuration import ConfigurationLoader, ExperimentConfig
from late.core import Event, EventBus, LateMLError, PipelineContext
from late.data import PREDICTION_SCHEMA, TRAINING_SCHEMA, ColumnValidator, CsvReader
from late.models import ModelBundle
from late.monitoring import DriftDetector
from late.pipelines import PipelineFactory
from late.plugins import PluginManager
from late.registry import ModelRegistry
from late.tracking import TRACKERS, TrackingSubscriber

logger = logging.getLogger("late")


class Application:
    """Wires configuration, events, tracking and pipelines."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config
        self._factory = PipelineFactory(config)
        PluginManager(config.plugins.folder).load_all()

    def train(self, options: argparse.Namespace) -> None:
        """Run the training pipeline, tracked."""
        context = self._context()
        tracker = TRACKERS.create(self._config.tracking.backend, **self._config.tracking.parameters)
        TrackingSubscriber(tracker).attach(context.bus)
        self._factory.training(options.data, options.model, options.report).run(context)

    def predict(self, options: argparse.Namespace) -> None:
        """Run the prediction pipeline."""
        self._factory.prediction(options.model, options.data, options.out).run(self._context())

    def serve(self, options: argparse.Namespace) -> None:
        """Serve a model over HTTP."""
        from late.serving import PredictionServer

        PredictionServer(options.model, options.host, options.port).serve()

    def models(self, options: argparse.Namespace) -> None:
        """List registered models, or promote one."""
        registry = ModelRegistry(self._config.model_registry.folder)
        if options.promote is not None:
            registry.promote(self._config.name, options.promote)
        for version in registry.versions(self._config.name):
            print(version.version, version.stage.value, version.sha256[:12], version.metrics)

    def monitor(self, options: argparse.Namespace) -> None:
        """Compare new orders with the training data."""
        bundle = ModelBundle.load(options.model)
        reference = ColumnValidator(PREDICTION_SCHEMA).validate(CsvReader().read(options.reference), options.reference)
        current = ColumnValidator(PREDICTION_SCHEMA).validate(CsvReader().read(options.data), options.data)
        detector = DriftDetector(bundle.features.names, bundle.features.transform(reference))
        for name, score in detector.compare(bundle.features.transform(current)).scores.items():
            print(f"{name:32} {score:.3f}")

    def explain(self, options: argparse.Namespace) -> None:
        """Show which features matter."""
        from late.explain import permutation_importance

        table = ColumnValidator(TRAINING_SCHEMA).validate(CsvReader().read(options.data), options.data)
        lost = permutation_importance(ModelBundle.load(options.model), table, table["late"].astype(int).to_numpy())
        for name, value in lost.items():
            print(f"{name:32} {value:.4f}")

    def _context(self) -> PipelineContext:
        bus = EventBus()
        bus.subscribe(EventBus.WILDCARD, self._log)
        return PipelineContext(bus)

    @staticmethod
    def _log(event: Event) -> None:
        logger.info("%s %s", event.name, event.payload)


def build_parser() -> argparse.ArgumentParser:
    """The parser of the command line."""
    parser = argparse.ArgumentParser(prog="late", description="Late-delivery experiments")
    parser.add_argument("--verbose", action="store_true", help="log every event")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="run an experiment")
    predict = commands.add_parser("predict", help="use its model")
    serve = commands.add_parser("serve", help="serve a model over HTTP")
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=int, default=8080)
    models = commands.add_parser("models", help="list registered models")
    models.add_argument("--promote", type=int, help="a version to put into production")
    monitor = commands.add_parser("monitor", help="look for drift")
    explain = commands.add_parser("explain", help="show which features matter")
    needed = (
        (train, ("data", "model", "report")),
        (predict, ("model", "data", "out")),
        (serve, ("model",)),
        (monitor, ("model", "reference", "data")),
        (explain, ("model", "data")),
    )
    for command, names in needed:
        for name in names:
            command.add_argument(f"--{name}", required=True)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; the exit code."""
    options = build_parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO if options.verbose else logging.WARNING)
    try:
        application = Application(ConfigurationLoader().load())
        getattr(application, options.command)(options)
    except LateMLError as error:
        print(error, file=sys.stderr)
        return error.exit_code
    return 0
