"""Reads a zip in which every byte belongs to one thing.

A reader of its own, since the standard library's believes the central directory alone. Here local headers, data, data
descriptors, central directory and end record must follow each other without a gap or an overlap, and say the same: so
there is one way to read the archive, and every other tool finds the same files in it.
"""

import stat
import struct
import zlib

from harness.unpack.names import Kind
from harness.unpack.rules import AGAIN, MOST_RATIO, RATIO_FREE, Gathered
from harness.unpack.ziprecords import (
    DESCRIPTOR,
    ENCRYPTED,
    LOCAL,
    PATCH,
    UTF8,
    Entry,
    directory_of,
    entries_of,
    sizes64,
)

_STORED, _DEFLATED = 0, 8
_METHODS = {9: "deflate64", 12: "bzip2", 14: "lzma", 93: "zstd", 95: "xz", 98: "ppmd"}
_KINDS: dict[int, Kind | None] = {0: None, stat.S_IFREG: "file", stat.S_IFDIR: "folder", stat.S_IFLNK: "link"}
_MOST_TARGET = 4096


def read(data: bytes, gathered: Gathered) -> None:
    """Hand all files of the zip `data` to `gathered`."""
    directory = directory_of(data, gathered)
    entries = sorted(entries_of(data, directory, gathered), key=lambda entry: entry.start)
    starts = [*(entry.start for entry in entries), directory.start]
    if starts[0] != 0:
        raise gathered.refusal("has data before its first entry", AGAIN)
    for entry, end in zip(entries, starts[1:], strict=True):
        _read_entry(data, entry, end, gathered)


def _read_entry(data: bytes, entry: Entry, end: int, gathered: Gathered) -> None:
    """Read the entry, which must reach just to `end`."""
    body_start = _check_local(data, entry, end, gathered)
    body_end = body_start + entry.packed
    if body_end > end:
        raise gathered.refusal("overlaps another entry", AGAIN, entry.name)
    _check_descriptor(data[body_end:end], entry, gathered)
    kind = _kind(entry, gathered)
    admitted = gathered.admit(entry.name, kind, entry.size if kind == "file" else 0)
    if kind == "folder":
        if entry.size:
            raise gathered.refusal("is a folder, and has data", AGAIN, entry.name)
    elif admitted:
        if kind == "link" and entry.size > _MOST_TARGET:
            raise gathered.refusal("is a link of no sensible length", "put the file itself there", entry.name)
        content = _unpacked(data[body_start:body_end], entry, gathered)
        if kind == "link":
            gathered.link(admitted, content)
        else:
            gathered.put(admitted, content, bool(entry.mode & stat.S_IXUSR))


def _check_local(data: bytes, entry: Entry, end: int, gathered: Gathered) -> int:
    """Where the entry's data begins. Its local header must say what the central directory says."""
    if entry.start + LOCAL.size > end:
        raise gathered.refusal("overlaps another entry", AGAIN, entry.name)
    sign, _, flags, method, _, _, crc, packed, size, name_size, extra_size = LOCAL.unpack_from(data, entry.start)
    name_start = entry.start + LOCAL.size
    extra_start: int = name_start + name_size
    body_start: int = extra_start + extra_size
    if sign != b"PK\x03\x04" or body_start > end:
        raise gathered.refusal("is not where the archive's directory says", AGAIN, entry.name)
    if data[name_start:extra_start] != entry.raw_name:
        other = data[name_start:extra_start]
        raise gathered.refusal(f"is called otherwise in its own header ({len(other)} bytes)", AGAIN, entry.name)
    shared = ENCRYPTED | PATCH | DESCRIPTOR | UTF8
    size, packed, _ = sizes64(data[extra_start:body_start], size, packed, None, entry.name, gathered)
    said = [method, flags & shared, crc, packed, size]
    known = [entry.method, entry.flags & shared, entry.crc, entry.packed, entry.size]
    if flags & DESCRIPTOR:  # they may follow the data instead
        said[2:] = [mine or theirs for mine, theirs in zip(said[2:], known[2:], strict=True)]
    if said != known:
        raise gathered.refusal("is described in two ways that contradict each other", AGAIN, entry.name)
    return body_start


def _check_descriptor(record: bytes, entry: Entry, gathered: Gathered) -> None:
    """What stands between the data and the next entry: nothing, or the one record that the flags announce."""
    if not entry.flags & DESCRIPTOR:
        if record:
            raise gathered.refusal("is followed by bytes that belong to no entry", AGAIN, entry.name)
        return
    plain = struct.pack("<LLL", entry.crc, entry.packed, entry.size)
    wide = struct.pack("<LQQ", entry.crc, entry.packed, entry.size)
    if record not in (plain, wide, b"PK\x07\x08" + plain, b"PK\x07\x08" + wide):
        raise gathered.refusal("has a data descriptor that is wrong or isn't there", AGAIN, entry.name)


def _kind(entry: Entry, gathered: Gathered) -> Kind:
    by_name: Kind = "folder" if entry.name.endswith(b"/") else "file"
    form = stat.S_IFMT(entry.mode)
    if form not in _KINDS:
        raise gathered.refusal("is a device, a pipe or a socket", "take it away", entry.name)
    kind = _KINDS[form] or by_name
    if (kind == "folder") != (by_name == "folder"):
        raise gathered.refusal(f"is a {by_name} by its name and a {kind} by its mode", AGAIN, entry.name)
    return kind


def _unpacked(packed: bytes, entry: Entry, gathered: Gathered) -> bytes:
    if entry.size > RATIO_FREE and entry.size > MOST_RATIO * len(packed):
        raise gathered.refusal(f"unpacks to more than {MOST_RATIO} times its size", "leave it out", entry.name)
    gathered.tick()
    if entry.method == _DEFLATED:
        content = _inflated(packed, entry, gathered)
    elif entry.method == _STORED:
        content = packed
    else:
        method = _METHODS.get(entry.method, f"method {entry.method}")
        raise gathered.refusal(f"is compressed with {method}", "pack it with the usual method (deflate)", entry.name)
    if len(content) != entry.size:
        raise gathered.refusal("has another size than the archive says", AGAIN, entry.name)
    if zlib.crc32(content) != entry.crc:
        raise gathered.refusal("is damaged: its checksum is wrong", AGAIN, entry.name)
    return content


def _inflated(packed: bytes, entry: Entry, gathered: Gathered) -> bytes:
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = inflate.decompress(packed, entry.size + 1)  # one more than it may be, never what it claims to become
    except zlib.error as error:
        raise gathered.refusal("is damaged: what was compressed can't be read", AGAIN, entry.name) from error
    if len(content) <= entry.size and (not inflate.eof or inflate.unused_data):
        raise gathered.refusal("has compressed data of another length than the archive says", AGAIN, entry.name)
    return content
