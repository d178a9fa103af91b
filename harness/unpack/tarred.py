"""Reads a tar, plain or compressed with gzip, front to back and once.

A reader of its own, since the standard library's takes damage for the end, settles contradictions in silence, and reads an
extension into memory whatever length it claims. Formats: v7, ustar, GNU and pax, as GNU tar, bsdtar and Python write them.
"""

import re
from dataclasses import dataclass, field

from harness.errors import GradeError
from harness.text import one_line
from harness.unpack.contents import BLOCK, checksum_is_right, is_tar
from harness.unpack.rules import AGAIN, Gathered
from harness.unpack.streams import Gzip, Plain, Stream

MOST_EXTENSION = 256 * 1024
_USTAR, _GNU, _V7 = b"ustar\x0000", b"ustar  \0", bytes(8)
_NOT_USED = ((108, 116), (116, 124), (136, 148), (329, 337), (337, 345))  # owner, group, time, device
_DEREFERENCE = "pack it with tar --hard-dereference, or put a copy of the file there"
_REFUSED = {
    "1": ("is a hard link", _DEREFERENCE),
    "3": ("is a device", "take it away"),
    "4": ("is a device", "take it away"),
    "6": ("is a pipe", "take it away"),
    "S": ("is a sparse file", "pack it without --sparse"),
}


@dataclass(frozen=True)
class _Header:
    name: bytes
    size: int
    type: str
    target: bytes
    mode: int


@dataclass
class _Extension:
    """What extensions say of the entry after them: path, linkpath and size, each at most once."""

    fields: dict[str, bytes] = field(default_factory=dict)

    def set(self, key: str, value: bytes, gathered: Gathered) -> None:
        if key in self.fields:  # tools differ in which of the two they believe
            raise gathered.refusal(f"gives one entry two values of {key}", AGAIN, value)
        self.fields[key] = value


def read(data: bytes, compressed: bool, gathered: Gathered) -> None:
    """Hand all files of the tar `data` to `gathered`."""
    stream: Stream = Gzip(data, gathered) if compressed else Plain(data, gathered)
    if not is_tar(stream.peek(2 * BLOCK)):
        raise gathered.refusal("is compressed with gzip, and what is in it is no tar", AGAIN)
    extension = _Extension()
    while any(block := stream.take(BLOCK)):
        header = _header(block, gathered)
        if header.type in "xgLK":
            gathered.count()
            _extend(extension, header, _body(header, stream, gathered), gathered)
        else:
            _entry(_extended(header, extension, gathered), stream, gathered)
            extension = _Extension()
    if extension.fields:
        raise gathered.refusal("ends before the entry that its last extension is for", AGAIN)
    _check_end(stream, gathered)


def _check_end(stream: Stream, gathered: Gathered) -> None:
    """Two blocks of zeros end a tar, and nothing but zeros may follow: else another tool could find other files."""
    if any(stream.take(BLOCK)):
        raise gathered.refusal("goes on after its end mark", AGAIN)
    while rest := stream.rest():
        if any(rest):
            raise gathered.refusal("has more data after its end", AGAIN)


# ---------------------------------------------------------------- headers


def _header(block: bytes, gathered: Gathered) -> _Header:
    if not checksum_is_right(block):
        raise gathered.refusal("is damaged: an entry's header has a wrong checksum", AGAIN)
    name = _text(block[:100])
    form, more = block[257:265], block[345:500]
    if form == _USTAR:
        name = _text(more) + b"/" + name if any(more) else name
    elif any(more) or form not in (_GNU, _V7):
        # Some tools would take what stands here for the front of the name.
        raise gathered.refusal("has a header of a form that is not ustar, GNU or v7", AGAIN, name)
    for start, end in _NOT_USED:
        # Some tools take a header for the end of the archive where one of these is no number.
        if block[start] not in (0x80, 0xFF):
            _number(block[start:end], name, gathered)
    return _Header(
        name=name,
        size=_number(block[124:136], name, gathered),
        type=chr(block[156]),
        target=_text(block[157:257]),
        mode=_number(block[100:108], name, gathered),
    )


def _text(field: bytes) -> bytes:
    # Padding goes. A NUL in the middle stays, and the rules for names refuse it: tools differ in where they stop.
    return field.rstrip(b"\0")


def _number(field: bytes, name: bytes, gathered: Gathered) -> int:
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    if (match := re.fullmatch(rb" *([0-7]*)[ \0]*", field)) is None:
        raise gathered.refusal("has a number in its header that is none", AGAIN, name)
    return int(match[1] or b"0", 8)


def _body(header: _Header, stream: Stream, gathered: Gathered) -> bytes:
    if header.size > MOST_EXTENSION:
        raise gathered.refusal(f"has an extension of {header.size:,} bytes", AGAIN, header.name)
    return stream.take(_padded(header.size))[: header.size]


def _extend(extension: _Extension, header: _Header, body: bytes, gathered: Gathered) -> None:
    if header.type in "LK":
        extension.set("path" if header.type == "L" else "linkpath", _text(body), gathered)
        return
    for key, value in _records(body, header, gathered):
        if key.startswith("GNU.sparse."):
            raise gathered.refusal("has a sparse file in it", "pack it without --sparse", value)
        if key in ("path", "linkpath", "size"):
            if header.type == "g":
                raise gathered.refusal(f"gives all entries one {key}", AGAIN, value)
            extension.set(key, value, gathered)


def _records(body: bytes, header: _Header, gathered: Gathered) -> list[tuple[str, bytes]]:
    """The records `<length> <key>=<value>\\n` of a pax extension."""
    records = []
    at = 0
    while at < len(body):
        match = re.compile(rb"([0-9]{1,7}) ([^=]{1,200})=").match(body, at)
        end = at + int(match[1]) if match else 0
        if match is None or not match.end() < end <= len(body) or body[end - 1 : end] != b"\n":
            raise gathered.refusal("has a damaged extension", AGAIN, header.name)
        records.append((match[2].decode("ascii", "replace"), body[match.end() : end - 1]))
        at = end
    return records


def _extended(header: _Header, extension: _Extension, gathered: Gathered) -> _Header:
    fields = extension.fields
    size = fields.get("size")
    if size is not None and size != b"%d" % header.size:
        raise gathered.refusal("has two different sizes", AGAIN, fields.get("path", header.name))
    return _Header(
        name=fields.get("path", header.name),
        size=header.size,
        type=header.type,
        target=fields.get("linkpath", header.target),
        mode=header.mode,
    )


# ---------------------------------------------------------------- entries


def _entry(header: _Header, stream: Stream, gathered: Gathered) -> None:
    is_folder = header.type == "5" or (header.type in "0\0" and header.name.endswith(b"/"))
    if is_folder or header.type == "2":
        admitted = gathered.admit(header.name, "folder" if is_folder else "link")
        if header.size:
            raise gathered.refusal("has data, and is no file", AGAIN, header.name)
        if admitted and not is_folder:
            gathered.link(admitted, header.target)
    elif header.type in "0\0" + "7":
        admitted = gathered.admit(header.name, "file", header.size)
        if admitted:
            data = stream.take(_padded(header.size))[: header.size]
            gathered.put(admitted, data, bool(header.mode & 0o100))
        else:
            _skip(header.size, stream)
    elif gathered.admit(header.name, "link"):
        raise _refused(header, gathered)
    else:
        _skip(header.size, stream)


def _refused(header: _Header, gathered: Gathered) -> GradeError:
    what, remedy = _REFUSED.get(header.type, (f"is of a kind ({one_line(header.type)}) that a submission may not have", AGAIN))
    return gathered.refusal(what, remedy, header.name)


def _skip(size: int, stream: Stream) -> None:
    left = _padded(size)
    while left > 0:
        left -= len(stream.take(min(left, 64 * 1024)))


def _padded(size: int) -> int:
    return -(-size // BLOCK) * BLOCK
