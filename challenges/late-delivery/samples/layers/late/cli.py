"""Command-line interface."""

import argparse
import logging
import sys
from collections.abc import Sequence

from late.config import AppConfig
from late.errors import LateDeliveryError
from late.evaluation import Evaluator
from late.readers import CsvOrderReader, PredictionWriter
from late.services import PredictionService, TrainingService
from late.store import PickleModelStore


class LateDeliveryCLI:
    """Parses arguments, wires the services, and turns errors into exit codes."""

    def __init__(self) -> None:
        self._parser = self._build_parser()

    def _build_parser(self) -> argparse.ArgumentParser:
        parser = argparse.ArgumentParser(prog="late", description="Late-delivery prediction")
        subparsers = parser.add_subparsers(dest="command", required=True)
        train = subparsers.add_parser("train", help="train a model")
        train.add_argument("--data", required=True, help="path of train.csv")
        train.add_argument("--model", required=True, help="where to write the model")
        train.add_argument("--report", required=True, help="where to write the report")
        predict = subparsers.add_parser("predict", help="predict with a model")
        predict.add_argument("--model", required=True, help="path of the model")
        predict.add_argument("--data", required=True, help="path of orders.csv")
        predict.add_argument("--out", required=True, help="where to write predictions")
        return parser

    def run(self, argv: Sequence[str]) -> int:
        """Run a command and return its exit code."""
        args = self._parser.parse_args(argv)
        try:
            config = AppConfig.from_environment()
            logging.basicConfig(level=config.logging.level, format=config.logging.format)
            handler = {"train": self._train, "predict": self._predict}[args.command]
            handler(config, args)
        except LateDeliveryError as error:
            print(error, file=sys.stderr)
            return error.exit_code
        return 0

    def _train(self, config: AppConfig, args: argparse.Namespace) -> None:
        service = TrainingService(config, CsvOrderReader(), PickleModelStore(), Evaluator())
        service.train(args.data, args.model, args.report)

    def _predict(self, config: AppConfig, args: argparse.Namespace) -> None:
        service = PredictionService(config, CsvOrderReader(), PickleModelStore(), PredictionWriter())
        service.predict(args.model, args.data, args.out)
