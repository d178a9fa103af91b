"""python -m packer pack request.json | serve --port 8080 | count --tokenizer approx text"""

import argparse
import json
import sys

from packer import pack


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="packer")
    commands = parser.add_subparsers(dest="command", required=True)
    packing = commands.add_parser("pack", help="pack a request from a file or standard input")
    packing.add_argument("file", nargs="?", default="-")
    packing.add_argument("--tokenizer", help="count the tokens of parts that come without")
    packing.add_argument("--indent", type=int, default=None)
    serving = commands.add_parser("serve", help="run the HTTP service")
    serving.add_argument("--host", default="0.0.0.0")
    serving.add_argument("--port", type=int, default=8080)
    counting = commands.add_parser("count", help="count tokens")
    counting.add_argument("--tokenizer", default="approx")
    counting.add_argument("text")
    arguments = parser.parse_args(argv)

    if arguments.command == "serve":
        from service.server import serve

        serve(arguments.host, arguments.port)
        return 0
    if arguments.command == "count":
        from service.tokenizers import tokenizer

        print(tokenizer(arguments.tokenizer).count(arguments.text))
        return 0
    source = sys.stdin if arguments.file == "-" else open(arguments.file, encoding="utf-8")
    with source:
        request = json.load(source)
    if arguments.tokenizer:
        from service.tokenizers import fill_in, tokenizer

        request = fill_in(request, tokenizer(arguments.tokenizer))
    try:
        json.dump(pack(request), sys.stdout, indent=arguments.indent)
    except ValueError as error:
        print(f"packer: {error}", file=sys.stderr)
        return 1
    print()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
