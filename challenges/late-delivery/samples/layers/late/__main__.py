"""Entry point for ``python -m late``."""

import sys

from late.cli import LateDeliveryCLI

if __name__ == "__main__":
    sys.exit(LateDeliveryCLI().run(sys.argv[1:]))
