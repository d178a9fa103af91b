"""The command line: `train` and `predict`."""

import json
from argparse import ArgumentParser
from sys import exit, stderr

from late.files import Unusable, read_orders, read_training, write_predictions
from late.learning import EXPECTED, learn
from late.model import Model


def train(data: str, model: str, report: str) -> None:
    orders, late = read_training(data)
    learn(orders, late).save(model)
    with open(report, "w") as stream:
        json.dump(EXPECTED, stream)


def predict(model: str, data: str, out: str) -> None:
    ids, orders = read_orders(data)
    write_predictions(out, ids, Model.load(model).probabilities(orders))


def main() -> int:
    parser = ArgumentParser("late")
    jobs = parser.add_subparsers(required=True)

    training = jobs.add_parser("train")
    for flag in ("--data", "--model", "--report"):
        training.add_argument(flag, required=True)
    training.set_defaults(job=train)

    predicting = jobs.add_parser("predict")
    for flag in ("--model", "--data", "--out"):
        predicting.add_argument(flag, required=True)
    predicting.set_defaults(job=predict)

    options = vars(parser.parse_args())
    job = options.pop("job")
    try:
        job(**options)
    except Unusable as problem:
        print(problem, file=stderr)
        return 2
    return 0


exit(main())
