from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator

from triage.application.ports.gateways import LineSink, LineSource


class StandardInput(LineSource):
    async def lines(self) -> AsyncIterator[bytes]:
        while True:
            line = await asyncio.to_thread(sys.stdin.buffer.readline)
            if line == b"":
                return
            yield line


class StandardOutput(LineSink):
    def write(self, line: str) -> None:
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()
