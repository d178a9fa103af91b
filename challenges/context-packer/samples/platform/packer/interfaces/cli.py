from __future__ import annotations

import argparse
import json
import sys

from packer.application.container import Container
from packer.domain.errors import DomainError


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="context-packer")
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("pack", help="pack one request from a file or standard input")
    run.add_argument("file", nargs="?", type=argparse.FileType(), default=sys.stdin)
    run.add_argument("--indent", type=int, default=2)
    serve = commands.add_parser("serve", help="serve over HTTP")
    serve.add_argument("--port", type=int)
    args = parser.parse_args(argv)
    if args.command == "serve":
        from packer.interfaces.http import serve as run_server

        run_server(args.port)
        return 0
    try:
        print(json.dumps(Container.default().service().pack(json.load(args.file)), indent=args.indent))
    except DomainError as error:
        print(f"{error.code}: {error}", file=sys.stderr)
        return 1
    return 0
