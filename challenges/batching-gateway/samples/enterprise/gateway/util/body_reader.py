"""Reads a body up to a limit."""

from aiohttp import web

from gateway.exception.exceptions import PayloadTooLargeException


class BodyReader:
    def __init__(self, limit: int) -> None:
        self._limit = limit

    async def read(self, request: web.Request) -> bytes:
        buffer = bytearray()
        is_too_large = False
        while chunk := await request.content.readany():
            is_too_large = is_too_large or len(buffer) + len(chunk) > self._limit
            if not is_too_large:
                buffer.extend(chunk)
        if is_too_large:
            raise PayloadTooLargeException(f"The body exceeds {self._limit} bytes.")
        return bytes(buffer)
