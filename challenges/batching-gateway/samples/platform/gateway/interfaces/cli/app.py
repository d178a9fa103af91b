"""Command line: `serve` (default), `check`, `version`."""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
from typing import List

from gateway.platform import Platform
from gateway.shared.config import MissingConfiguration, PlatformConfig

VERSION = "2.0.0"


class CommandLine:
    def __init__(self) -> None:
        self._parser = argparse.ArgumentParser(prog="gateway", description="Batching inference platform")
        self._parser.add_argument("command", nargs="?", choices=("serve", "check", "version"), default="serve")
        self._parser.add_argument("--log-level", default="ERROR")

    def run(self, arguments: List[str]) -> int:
        options = self._parser.parse_args(arguments)
        logging.basicConfig(level=options.log_level)
        if options.command == "version":
            print(VERSION)
            return 0
        try:
            config = PlatformConfig.load()
        except MissingConfiguration as error:
            print(f"gateway: environment variable {error} is required", file=sys.stderr)
            return 2
        if options.command == "check":
            print(config)
            return 0
        asyncio.run(Platform(config).serve())
        return 0
