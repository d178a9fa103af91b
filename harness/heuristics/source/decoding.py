"""Bytes of a file as text, in the encoding that Python would take. Runs in the reader."""

import io
import tokenize


def decoded(path: str, data: bytes) -> str:
    """UTF-8 without its mark, or what a Python file's first lines name. Bytes that are none of it become lone surrogates."""
    encoding = "utf-8"
    if path.endswith(".py"):
        try:
            encoding = tokenize.detect_encoding(io.BytesIO(data[:4096]).readline)[0]
        except (SyntaxError, ValueError):
            encoding = "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        data, encoding = data[3:], "utf-8"
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return data.decode("utf-8", "surrogateescape")
