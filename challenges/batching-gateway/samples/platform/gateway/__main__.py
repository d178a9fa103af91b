"""Process entry point."""

from __future__ import annotations

import sys

from gateway.interfaces.cli.app import CommandLine


if __name__ == "__main__":
    sys.exit(CommandLine().run(sys.argv[1:]))
