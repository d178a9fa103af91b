import argparse
import sys

from late.engine import Engine
from late.problem import Problem
from late.registry import UnknownPlugin, discover
from late.settings import Settings

COMMANDS = {"train": ("data", "model", "report"), "predict": ("model", "data", "out")}


def main():
    parser = argparse.ArgumentParser(prog="late")
    commands = parser.add_subparsers(dest="command", required=True)
    for command, files in COMMANDS.items():
        subparser = commands.add_parser(command)
        for file in files:
            subparser.add_argument(f"--{file}", required=True)
    arguments = vars(parser.parse_args())
    command = arguments.pop("command")
    settings = Settings.load()
    try:
        discover(settings["run.plugin_folders"])
        getattr(Engine(settings), command)(**arguments)
    except (Problem, UnknownPlugin) as problem:
        print(f"late: {problem}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
