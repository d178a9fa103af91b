"""
Command line interface for the late delivery prediction package.

This module contains the entry point of the package.
"""

import argparse
import sys
from typing import List, Optional

from late.errors import LateDeliveryError
from late.log import get_logger
from late.predictor import LateDeliveryPredictor
from late.trainer import LateDeliveryTrainer

logger = get_logger(__name__)

EXIT_SUCCESS = 0
EXIT_ERROR = 2


def create_parser() -> argparse.ArgumentParser:
    """
    Create the argument parser.

    Returns:
        The argument parser.
    """
    parser = argparse.ArgumentParser(prog="late", description="Predict late deliveries.")
    subparsers = parser.add_subparsers(dest="command", required=True)

    # Train command
    train_parser = subparsers.add_parser("train", help="Train a model.")
    train_parser.add_argument("--data", required=True, help="Path of the training data.")
    train_parser.add_argument("--model", required=True, help="Path of the model.")
    train_parser.add_argument("--report", required=True, help="Path of the report.")

    # Predict command
    predict_parser = subparsers.add_parser("predict", help="Predict orders.")
    predict_parser.add_argument("--model", required=True, help="Path of the model.")
    predict_parser.add_argument("--data", required=True, help="Path of the orders.")
    predict_parser.add_argument("--out", required=True, help="Path of the predictions.")

    return parser


def main(arguments: Optional[List[str]] = None) -> int:
    """
    Run the command line interface.

    Args:
        arguments: The arguments. Defaults to the arguments of the process.

    Returns:
        The exit status.
    """
    options = create_parser().parse_args(arguments)
    try:
        if options.command == "train":
            LateDeliveryTrainer().train(options.data, options.model, options.report)
        elif options.command == "predict":
            LateDeliveryPredictor().predict(options.model, options.data, options.out)
    except LateDeliveryError as error:
        print(f"Error: {error}", file=sys.stderr)
        return EXIT_ERROR
    return EXIT_SUCCESS


if __name__ == "__main__":
    sys.exit(main())
