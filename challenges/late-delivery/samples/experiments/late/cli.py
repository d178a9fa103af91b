"""The command line."""

import argparse
import logging
import sys
from collections.abc import Sequence

from late.configuration import ConfigurationLoader, ExperimentConfig
from late.core import Event, EventBus, LateMLError, PipelineContext
from late.pipelines import PipelineFactory
from late.tracking import TRACKERS, TrackingSubscriber

logger = logging.getLogger("late")


class Application:
    """Wires configuration, events, tracking and pipelines."""

    def __init__(self, config: ExperimentConfig) -> None:
        self._config = config
        self._factory = PipelineFactory(config)

    def train(self, options: argparse.Namespace) -> None:
        """Run the training pipeline, tracked."""
        context = self._context()
        tracker = TRACKERS.create(self._config.tracking.backend, **self._config.tracking.parameters)
        TrackingSubscriber(tracker).attach(context.bus)
        self._factory.training(options.data, options.model, options.report).run(context)

    def predict(self, options: argparse.Namespace) -> None:
        """Run the prediction pipeline."""
        self._factory.prediction(options.model, options.data, options.out).run(self._context())

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
    for command, names in ((train, ("data", "model", "report")), (predict, ("model", "data", "out"))):
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
