"""Command line entry point."""

import asyncio
import sys

from triage.batch.runner import BatchRunner
from triage.core.container import build_container


async def _main() -> None:
    container = build_container()
    async with container:
        await BatchRunner(container, sys.stdin.buffer, sys.stdout).run()


if __name__ == "__main__":
    asyncio.run(_main())
