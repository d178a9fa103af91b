"""Entry point for ``python -m late``."""

import sys

from late.cli import main

if __name__ == "__main__":
    sys.exit(main())
