"""The records at the end of a zip: its directory, and what that says of each entry."""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from harness.unpack.contents import zip_ends
from harness.unpack.rules import AGAIN, LEAVE_OUT, MOST_ENTRIES, Gathered
from harness.unpack.streams import cut_off

LOCAL = struct.Struct("<4sHHHHHLLLHH")
_CENTRAL = struct.Struct("<4sHHHHHHLLLHHHHHLL")
_END = struct.Struct("<4sHHHHLLH")
_END64 = struct.Struct("<4sQHHLLQQQQ")
_LOCATOR = struct.Struct("<4sLQL")

ENCRYPTED = 0x1 | 0x40 | 0x2000
DESCRIPTOR = 0x8
PATCH = 0x20
UTF8 = 0x800
_AES = 99
_IN_ZIP64 = 0xFFFFFFFF  # the true value stands in an extra field
_EXTRA_ZIP64 = 0x0001
_EXTRA_UNICODE_NAME = 0x7075


@dataclass(frozen=True)
class Directory:
    """Where the central directory is, and how many entries it has."""

    start: int
    end: int
    count: int


@dataclass(frozen=True)
class Entry:
    """One entry as the central directory has it. start: of its local header. mode: of Unix, 0 where there is none."""

    raw_name: bytes
    name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    start: int
    mode: int


def directory_of(data: bytes, gathered: Gathered) -> Directory:
    """The central directory, which must end where the end record begins."""
    ends = zip_ends(data)
    if not ends:
        if b"PK\x05\x06" in data[-0xFFFF:]:
            raise gathered.refusal("has more data after its end", AGAIN)
        raise cut_off(gathered)
    if data.find(b"PK\x05\x06", ends[0] + 4) != -1:
        raise gathered.refusal("has two end records, so it can be read in two ways", AGAIN)
    _, disk, first_disk, here, count, size, start, _ = _END.unpack_from(data, ends[0])
    end = ends[0]
    if data[max(0, end - _LOCATOR.size) : end].startswith(b"PK\x06\x07"):
        end, wide = _directory64(data, end, gathered)
        narrow = (disk, first_disk, here, count, size, start)
        ones = (0xFFFF, 0xFFFF, 0xFFFF, 0xFFFF, _IN_ZIP64, _IN_ZIP64)
        if any(mine not in (one, theirs) for mine, theirs, one in zip(narrow, wide, ones, strict=True)):
            raise gathered.refusal("has two end records that contradict each other", AGAIN)
        disk, first_disk, here, count, size, start = wide
    if disk or first_disk or here != count:
        raise gathered.refusal("is one part of a zip that was split", "pack it in one piece")
    if count > MOST_ENTRIES:
        raise gathered.refusal(f"has {count:,} entries", LEAVE_OUT)
    if start + size != end:
        what = "has data before its start, or a directory that is not where its end record says"
        raise gathered.refusal(what, AGAIN)
    return Directory(start, end, count)


def _directory64(data: bytes, end: int, gathered: Gathered) -> tuple[int, tuple[int, ...]]:
    _, disk, place, disks = _LOCATOR.unpack_from(data, end - _LOCATOR.size)
    if disk or disks > 1 or place + _END64.size > end - _LOCATOR.size:
        raise gathered.refusal("has a wrong zip64 record", AGAIN)
    sign, size, _, _, *wide = _END64.unpack_from(data, place)
    if sign != b"PK\x06\x06" or place + 12 + size != end - _LOCATOR.size:
        raise gathered.refusal("has a wrong zip64 record", AGAIN)
    return place, tuple(wide)


def entries_of(data: bytes, directory: Directory, gathered: Gathered) -> Iterator[Entry]:
    """All entries, in the directory's order."""
    at = directory.start
    for _ in range(directory.count):
        if at + _CENTRAL.size > directory.end:
            raise gathered.refusal("has fewer entries than it says", AGAIN)
        fields = _CENTRAL.unpack_from(data, at)
        at += _CENTRAL.size
        sign, _, _, flags, method, _, _, crc, packed, size, *lengths, disk, _, external, start = fields
        name_end = at + lengths[0]
        extra_end = name_end + lengths[1]
        raw_name, extra = data[at:name_end], data[name_end:extra_end]
        at = extra_end + lengths[2]
        if sign != b"PK\x01\x02" or at > directory.end:
            raise gathered.refusal("has a damaged directory", AGAIN)
        if flags & ENCRYPTED or method == _AES:
            raise gathered.refusal("is encrypted", "pack it without a password", raw_name)
        if flags & PATCH or disk:
            raise gathered.refusal("is a patch, or on another disk", AGAIN, raw_name)
        name = _name(raw_name, flags, extra, gathered)
        size, packed, start = sizes64(extra, size, packed, start, name, gathered)
        yield Entry(raw_name, name, flags, method, crc, packed, size, start or 0, external >> 16)
    if at != directory.end:
        raise gathered.refusal("has more in its directory than it says", AGAIN)


def sizes64(
    extra: bytes, size: int, packed: int, start: int | None, name: bytes, gathered: Gathered
) -> tuple[int, int, int | None]:
    """Size, packed size and start, with what the zip64 extra field says of them; start is None in a local header."""
    known = [size, packed] if start is None else [size, packed, start]
    field = _extra(extra, _EXTRA_ZIP64, name, gathered)
    if field is None:
        return size, packed, start
    values = [value for (value,) in struct.iter_unpack("<Q", field[: len(field) // 8 * 8])]
    wanted = [place for place, value in enumerate(known) if value == _IN_ZIP64]
    if not wanted and values[: len(known)] == known[: len(values)]:
        return size, packed, start  # some tools write it needlessly
    if len(values) != len(wanted):
        raise gathered.refusal("has a wrong zip64 field", AGAIN, name)
    for place, value in zip(wanted, values, strict=True):
        known[place] = value
    return known[0], known[1], known[2] if start is not None else None


def _name(raw: bytes, flags: int, extra: bytes, gathered: Gathered) -> bytes:
    """The name as UTF-8 where the archive gives it so; it may give it in an extra field beside one of an old code page."""
    field = _extra(extra, _EXTRA_UNICODE_NAME, raw, gathered)
    if field is None or len(field) < 5 or field[0] != 1 or field[1:5] != struct.pack("<L", zlib.crc32(raw)):
        return raw
    if not flags & UTF8 and not _is_utf8(raw):
        return field[5:]
    if field[5:] != raw:
        raise gathered.refusal("has two names", AGAIN, raw)
    return raw


def _is_utf8(raw: bytes) -> bool:
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def _extra(extra: bytes, wanted: int, name: bytes, gathered: Gathered) -> bytes | None:
    """The one extra field of that number, or None."""
    found = None
    at = 0
    while at + 4 <= len(extra):
        number, length = struct.unpack_from("<HH", extra, at)
        at += 4 + length
        if at > len(extra):
            raise gathered.refusal("has a damaged extra field", AGAIN, name)
        if number == wanted:
            if found is not None:
                raise gathered.refusal("has an extra field twice", AGAIN, name)
            found = extra[at - length : at]
    return found
