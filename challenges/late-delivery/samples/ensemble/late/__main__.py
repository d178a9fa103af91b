import argparse
import json

from late import __version__, columns
from late.predict import predict
from late.train import train
from late.watch.drift import alarms, drift


def watch(old, new):
    found = drift(columns.read(old), columns.read(new))
    print(json.dumps({"psi": found, "alarms": alarms(found)}, indent=2))


parser = argparse.ArgumentParser(prog="late")
parser.add_argument("--version", action="version", version=__version__)
commands = parser.add_subparsers(required=True)
for run, names in ((train, ["data", "model", "report"]), (predict, ["model", "data", "out"]), (watch, ["old", "new"])):
    command = commands.add_parser(run.__name__)
    command.set_defaults(run=run)
    for name in names:
        command.add_argument("--" + name, required=True)
arguments = vars(parser.parse_args())
arguments.pop("run")(**arguments)
