"""Asynchronous reading of lines."""

import asyncio
from collections.abc import AsyncIterator
from typing import BinaryIO


class LineReader:
    """Iterates over the lines of a binary stream without blocking the loop."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[bytes]:
        while line := await asyncio.to_thread(self._stream.readline):
            if line.strip():
                yield line
