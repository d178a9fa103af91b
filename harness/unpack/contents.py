"""Tells what kind of archive a file is, from its content alone."""

import re
import struct
from enum import StrEnum

BLOCK = 512


class Format(StrEnum):
    """The archives that are read; the value is what people call them."""

    ZIP = "a zip"
    TAR = "a tar"
    TAR_GZ = "a gzip-compressed tar"


_OTHERS = (
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!\x1a\x07", "a RAR archive"),
    (b"\xfd7zXZ\x00", "compressed with xz"),
    (b"BZh", "compressed with bzip2"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd"),
    (b"\x1f\x9d", "compressed with compress"),
    (b"PK\x07\x08", "one part of a zip that was split"),
    (b"07070", "a cpio archive"),
    (b"%PDF", "a PDF"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program for Windows"),
    (b"# v2 git bundle", "a git bundle"),
    (b"# v3 git bundle", "a git bundle"),
)
_ARCHIVES = tuple(start for start, name in _OTHERS if "archive" in name or "compressed" in name or "zip" in name)


def format_of(data: bytes) -> Format | None:
    """The one format that `data` begins as, or None."""
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return Format.ZIP
    if data.startswith(b"\x1f\x8b"):
        return Format.TAR_GZ
    return Format.TAR if is_tar(data) else None


def is_archive(data: bytes) -> bool:
    """Whether `data` is an archive, of a kind that is read or of another."""
    return any(data[:BLOCK]) and (format_of(data) is not None or data.startswith(_ARCHIVES))


def second_format(data: bytes, first: Format) -> Format | None:
    """Another format that some tool could take `data` for, and find other files in it than we do."""
    if first is not Format.ZIP and zip_ends(data):
        return Format.ZIP
    return Format.TAR if first is Format.ZIP and is_tar(data) else None


def other_format(data: bytes) -> str:
    """What a file is that is none of the formats, in words."""
    if not data:
        return "empty"
    for start, name in _OTHERS:
        if data.startswith(start):
            return name
    if re.match(rb"\s*<(!doctype|html)", data[:200], re.IGNORECASE):
        return "a web page, perhaps from a download that asked for a login"
    try:
        data[:4096].decode()
    except UnicodeDecodeError as error:
        return "no archive, or a damaged one" if error.start < len(data[:4096]) - 3 else "text"
    return "no archive, or a damaged one" if b"\0" in data[:4096] else "text"


def is_tar(data: bytes) -> bool:
    """Whether `data` begins with a tar header, or with the zeros of an empty tar."""
    block = data[:BLOCK]
    if len(block) < BLOCK:
        return False
    if not any(block):
        return len(data) >= 2 * BLOCK and not any(data[BLOCK : 2 * BLOCK])
    return checksum_is_right(block)


def checksum_is_right(block: bytes) -> bool:
    """Whether a tar header's own sum is that of its bytes."""
    match = re.fullmatch(rb"[ \0]*([0-7]{1,7})[ \0]*", block[148:156])
    return match is not None and int(match[1], 8) == sum(block[:148]) + 8 * 0x20 + sum(block[156:])


def zip_ends(data: bytes) -> list[int]:
    """Where `data` could end as a zip: each end-of-directory record whose comment reaches just to the last byte."""
    found = []
    start = max(0, len(data) - 22 - 0xFFFF)
    place = data.find(b"PK\x05\x06", start)
    while place != -1 and place + 22 <= len(data):
        (comment,) = struct.unpack_from("<H", data, place + 20)
        if place + 22 + comment == len(data):
            found.append(place)
        place = data.find(b"PK\x05\x06", place + 1)
    return found
