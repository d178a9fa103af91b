"""Archives for the tests: honest ones from the standard library, hostile ones byte by byte."""

import gzip
import io
import stat
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, permutations
from pathlib import Path

HONEST = {"packer.py": b"def pack(request): ...\n", "DECISIONS.md": b"# Why\n", "data/a/b.json": b"{}" * 500}


def honest_zip(files: dict[str, bytes] = HONEST, modes: dict[str, int] | None = None) -> bytes:
    """As Python's zipfile writes it."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name)
            entry.external_attr = (modes or {}).get(name, 0o644) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    return buffer.getvalue()


def honest_tar(files: dict[str, bytes] = HONEST, modes: dict[str, int] | None = None, form: int = tarfile.PAX_FORMAT) -> bytes:
    """As Python's tarfile writes it."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w", format=form) as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            entry.mode = (modes or {}).get(name, 0o644)
            archive.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def make_folder(folder: Path, files: dict[str, bytes] = HONEST, modes: dict[str, int] | None = None) -> Path:
    """The same files on the disk."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod((modes or {}).get(name, 0o644))
    return folder


# ---------------------------------------------------------------- zip


@dataclass(frozen=True)
class Z:
    """One zip entry. What is None is as it should be; anything else is a lie that only that field tells."""

    name: bytes
    data: bytes = b""
    method: int = 8
    flags: int = 0
    mode: int = 0o644 | stat.S_IFREG
    packed: bytes | None = None
    size: int | None = None
    packed_size: int | None = None
    crc: int | None = None
    start: int | None = None
    extra: bytes = b""
    local: dict[str, object] = field(default_factory=dict)  # what the local header says instead
    descriptor: bytes = b""
    after: bytes = b""  # bytes that belong to nothing


def zip_of(
    entries: Sequence[Z],
    *,
    before: bytes = b"",
    shift: int = 0,
    between: bytes = b"",
    comment: bytes = b"",
    after: bytes = b"",
    count: int | None = None,
    directory_size: int | None = None,
    directory_start: int | None = None,
) -> bytes:
    """A zip of `entries`. before: prepended; shift: what the offsets know of it."""
    body, directory = bytearray(), bytearray()
    for entry in entries:
        start = len(body) + shift
        known = _filled(entry)
        body += _local(replace(known, **entry.local)) + (known.packed or b"") + entry.descriptor + entry.after
        directory += _central(known, start)
    place = len(body) + len(between) + shift
    end = struct.pack(
        "<4sHHHHLLH",
        b"PK\x05\x06",
        0,
        0,
        (len(entries) if count is None else count) & 0xFFFF,
        (len(entries) if count is None else count) & 0xFFFF,
        len(directory) if directory_size is None else directory_size,
        place if directory_start is None else directory_start,
        len(comment),
    )
    return before + bytes(body) + between + bytes(directory) + end + comment + after


def _filled(entry: Z) -> Z:
    packed = entry.packed
    if packed is None:
        packed = deflated(entry.data) if entry.method == 8 else entry.data
    return replace(
        entry,
        packed=packed,
        size=len(entry.data) if entry.size is None else entry.size,
        packed_size=len(packed) if entry.packed_size is None else entry.packed_size,
        crc=zlib.crc32(entry.data) if entry.crc is None else entry.crc,
    )


def _local(entry: Z) -> bytes:
    sizes = (entry.crc, entry.packed_size, entry.size, len(entry.name), len(entry.extra))
    return struct.pack("<4sHHHHHLLLHH", b"PK\x03\x04", 20, entry.flags, entry.method, 0, 0x21, *sizes) + entry.name + entry.extra


def _central(entry: Z, start: int) -> bytes:
    place = start if entry.start is None else entry.start
    head = (b"PK\x01\x02", 0x0314, 20, entry.flags, entry.method, 0, 0x21, entry.crc, entry.packed_size, entry.size)
    tail = (len(entry.name), len(entry.extra), 0, 0, 0, (entry.mode & 0xFFFF) << 16, place)
    return struct.pack("<4sHHHHHHLLLHHHHHLL", *head, *tail) + entry.name + entry.extra


def deflated(data: bytes) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    return deflate.compress(data) + deflate.flush()


# ---------------------------------------------------------------- tar


def block(
    name: bytes,
    size: int = 0,
    kind: bytes = b"0",
    *,
    target: bytes = b"",
    mode: bytes = b"0000644\0",
    owner: bytes = b"0000000\0",
    magic: bytes = b"ustar\x0000",
    prefix: bytes = b"",
    size_field: bytes | None = None,
    checksum: bytes | None = None,
) -> bytes:
    """One tar header."""
    field_ = b"%011o\0" % size if size_field is None else size_field
    head = name.ljust(100, b"\0") + mode + owner + b"0000000\0" + field_ + b"00000000000\0"
    tail = kind + target.ljust(100, b"\0") + magic + b"\0" * 80 + prefix.ljust(155, b"\0")
    whole = (head + b" " * 8 + tail).ljust(512, b"\0")
    right = b"%06o\0 " % sum(whole)
    return whole[:148] + (right if checksum is None else checksum) + whole[156:]


def padded(data: bytes) -> bytes:
    return data + b"\0" * (-len(data) % 512)


def tar_entry(name: bytes, data: bytes = b"", kind: bytes = b"0", **fields: object) -> bytes:
    return block(name, len(data), kind, **fields) + padded(data)  # type: ignore[arg-type]


def pax(records: Sequence[tuple[str, bytes]], kind: bytes = b"x") -> bytes:
    """A pax extension for the entry that follows."""
    body = b""
    for key, value in records:
        rest = b" " + key.encode() + b"=" + value + b"\n"
        length = len(rest) + 1
        while len(str(length)) + len(rest) != length:
            length = len(str(length)) + len(rest)
        body += str(length).encode() + rest
    return tar_entry(b"pax", body, kind)


END = b"\0" * 1024


def many_headers(count: int, kind: bytes = b"0") -> bytes:
    """Empty entries with names of their own, made fast: their letters are the same, so they share a checksum."""
    first = block(b"abcdefghi/" if kind == b"5" else b"abcdefghi", 0, kind)
    names = islice(permutations(b"abcdefghi"), count)
    return b"".join(bytes(name) + first[9:] for name in names)


def gz(data: bytes, level: int = 6) -> bytes:
    return gzip.compress(data, level, mtime=0)


def zeros_gz(size: int, head: bytes = b"") -> bytes:
    """Gzip of `head` and `size` zero bytes, made in no time. Its checksum is wrong, and nobody must get that far."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = deflate.compress(head) + deflate.flush(zlib.Z_FULL_FLUSH)
    unit = deflate.compress(bytes(1 << 20)) + deflate.flush(zlib.Z_FULL_FLUSH)
    return (
        b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + start + unit * (size >> 20) + deflate.flush() + struct.pack("<LL", 0, size & 0xFFFFFFFF)
    )
