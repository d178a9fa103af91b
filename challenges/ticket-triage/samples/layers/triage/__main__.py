"""Entry point of ``python -m triage``."""

from __future__ import annotations

import asyncio
import sys

from triage.config import load_settings
from triage.logging_setup import setup_logging
from triage.pipeline import JsonLinesPipeline


def main() -> int:
    """Run the pipeline."""
    settings = load_settings()
    setup_logging(settings.logging)
    asyncio.run(JsonLinesPipeline(settings).run())
    return 0


if __name__ == "__main__":
    sys.exit(main())
