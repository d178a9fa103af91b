"""Reads HTTP/1.1 from a hostile peer within bounds, for the fakes and the load client. Standard library only."""

import asyncio

MAX_HEAD = 32 * 1024
MAX_FIELDS = 100


class BadMessage(Exception):
    """What came is no HTTP, or too much of it. status: what a server answers."""

    def __init__(self, status, reason):
        super().__init__(reason)
        self.status = status


class Head:
    """first: the three parts of the first line. fields: by lower-case name; several of one name are joined by commas."""

    def __init__(self, first, fields):
        self.first = first
        self.fields = fields

    @property
    def keeps_alive(self):
        version = next((part for part in self.first if part.startswith("HTTP/")), "")
        said = self.fields.get("connection", "").lower()
        return "close" not in said and (version != "HTTP/1.0" or "keep-alive" in said)


async def read_head(reader, first=b""):
    """The next head; first: what of it was read already. Raises BadMessage, ConnectionError."""
    try:
        raw = first + await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("the connection ended inside a head") from None
    except asyncio.LimitOverrunError:
        raise BadMessage(431, "the head is too large") from None
    if len(raw) > MAX_HEAD:
        raise BadMessage(431, "the head is too large")
    lines = raw[:-4].decode("latin-1").lstrip("\r\n").split("\r\n")
    first = lines[0].split(" ", 2)
    if len(first) < 2 or not any(part.startswith("HTTP/1.") for part in first):
        raise BadMessage(400, "the first line is not HTTP/1.1")
    if len(lines) > MAX_FIELDS:
        raise BadMessage(431, "there are too many header fields")
    fields = {}
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        if not colon or not name or name != name.strip():
            raise BadMessage(400, "a header field is malformed")
        name, value = name.lower(), value.strip()
        fields[name] = f"{fields[name]}, {value}" if name in fields else value
    return Head(first, fields)


async def read_body(reader, fields, most, to_the_end=False):
    """The body that `fields` announce, of at most `most` bytes.

    to_the_end: one without a length ends with the stream, as in answers. Raises BadMessage, ConnectionError.
    """
    encoding = fields.get("transfer-encoding")
    if encoding is not None:
        if encoding.lower() != "chunked" or "content-length" in fields:
            raise BadMessage(400, "the body's length is told in an odd way")
        return await _read_chunks(reader, most)
    length = fields.get("content-length")
    if length is None:
        return await _read_to_the_end(reader, most) if to_the_end else b""
    if not (length.isascii() and length.isdigit() and len(length) <= 12):
        raise BadMessage(400, "the content-length is no number")
    if int(length) > most:
        raise BadMessage(413, "the body is too large")
    return await _exactly(reader, int(length))


async def _read_to_the_end(reader, most):
    parts, size = [], 0
    while part := await reader.read(64 * 1024):
        parts.append(part)
        size += len(part)
        if size > most:
            raise BadMessage(413, "the body is too large")
    return b"".join(parts)


async def _read_chunks(reader, most):
    parts, size = bytearray(), -1
    while size:
        line = (await _line(reader)).partition(b";")[0].strip()
        try:
            size = int(line, 16) if len(line) <= 8 else most + 1
        except ValueError:
            raise BadMessage(400, "a chunk has no size") from None
        if size < 0 or len(parts) + size > most:
            raise BadMessage(413, "the body is too large")
        parts += await _exactly(reader, size)
        for _ in range(MAX_FIELDS):  # one line end after a chunk, trailers after the last
            if not (await _line(reader)).strip() or size:
                break
    return bytes(parts)


async def _line(reader):
    try:
        return await reader.readuntil(b"\n")
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("the connection ended inside a body") from None
    except asyncio.LimitOverrunError:
        raise BadMessage(400, "a line is too long") from None


async def _exactly(reader, size):
    try:
        return await reader.readexactly(size)
    except asyncio.IncompleteReadError:
        raise ConnectionResetError("the connection ended inside a body") from None
