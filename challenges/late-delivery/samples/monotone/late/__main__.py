"""Commands `train` and `predict`."""

import argparse
import json
import pickle
import sys
from pathlib import Path

from late.forecast import Forecaster, backtest
from late.table import TableError, read_orders, write_predictions


def train(options: argparse.Namespace) -> None:
    orders = read_orders(options.data, with_outcome=True)
    months = backtest(orders)
    for month in months:
        print(month, file=sys.stderr)
    latest = months[-1]
    Path(options.model).write_bytes(pickle.dumps(Forecaster.learn(orders)))
    Path(options.report).write_text(json.dumps({"auc": latest.auc, "brier": latest.brier}) + "\n")


def predict(options: argparse.Namespace) -> None:
    orders = read_orders(options.data)
    if not Path(options.model).is_file():
        raise TableError(f"{options.model}: there is no such file")
    forecaster = pickle.loads(Path(options.model).read_bytes())
    write_predictions(options.out, orders, forecaster.probability(orders))


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="late", description=sys.modules["late"].__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for run, flags in ((train, ("data", "model", "report")), (predict, ("model", "data", "out"))):
        command = commands.add_parser(run.__name__)
        command.set_defaults(run=run)
        for flag in flags:
            command.add_argument(f"--{flag}", required=True, metavar="FILE")
    return parser.parse_args()


if __name__ == "__main__":
    chosen = parse()
    try:
        chosen.run(chosen)
    except TableError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
