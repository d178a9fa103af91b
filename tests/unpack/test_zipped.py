"""Zips: what is read from an honest one, and why a hostile one is refused."""

import io
import stat
import struct
import zipfile
import zlib
from dataclasses import replace

import pytest

from unpack.archives import HONEST, Z, deflated, honest_zip, zip_of

A = Z(b"a.py", b"a = 1\n" * 50)
B = Z(b"b.py", b"b = 2\n")


def paths(submission) -> list[str]:
    return [file.path for file in submission.files]


def test_an_honest_zip_is_read(hand_in) -> None:
    submission = hand_in("anna.zip", honest_zip(modes={"packer.py": 0o755}))
    assert {file.path: file.data for file in submission.files} == HONEST
    assert [file.path for file in submission.files if file.executable] == ["packer.py"]
    assert (submission.name, submission.notes, submission.challenge) == ("anna", (), None)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_a_zip_written_to_a_pipe_is_read(hand_in, method: int) -> None:
    """Its sizes stand after the data, with zip64 fields that nobody needs."""

    class Pipe(io.BytesIO):
        def seekable(self) -> bool:
            return False

        def tell(self) -> int:
            raise OSError

        def seek(self, *args: object) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", method) as archive:
        with archive.open("big.txt", "w", force_zip64=True) as file:
            file.write(b"x" * 5000)
        archive.writestr("small.txt", b"y")
    assert paths(hand_in("a.zip", pipe.getvalue())) == ["big.txt", "small.txt"]


def test_folders_comments_and_old_times_do_no_harm(hand_in) -> None:
    entries = [Z(b"src/", mode=stat.S_IFDIR | 0o755, method=0), replace(A, name=b"src/a.py"), replace(B, mode=0)]
    assert paths(hand_in("a.zip", zip_of(entries, comment=b"5f2c0a1 the commit"))) == ["b.py", "src/a.py"]


def test_what_macos_makes_is_read(hand_in) -> None:
    """Sizes after the data, names taken apart and without the flag for UTF-8, an entry beside each that keeps its attributes."""
    entries = [Z(b"work/", method=0, mode=stat.S_IFDIR | 0o755, extra=b"UX\x04\0\0\0\0\0")]
    for name in ("work/u\u0308.py", "work/packer.py", "__MACOSX/work/._packer.py"):
        packed = deflated(A.data)
        after = struct.pack("<4sLLL", b"PK\x07\x08", zlib.crc32(A.data), len(packed), len(A.data))
        entries.append(Z(name.encode(), A.data, flags=8, local={"crc": 0, "packed_size": 0, "size": 0}, descriptor=after))
    submission = hand_in("work.zip", zip_of(entries))
    assert paths(submission) == ["packer.py", "ü.py"]
    assert submission.notes == ("left out: __MACOSX", 'stepped into the one folder "work"')


def test_what_windows_makes_is_read_and_what_its_old_powershell_makes_is_told(hand_in, refused) -> None:
    assert paths(hand_in("a.zip", zip_of([Z(b"work/data/a.csv", b"1", mode=0), Z(b"work/packer.py", mode=0)]))) == [
        "data/a.csv",
        "packer.py",
    ]
    message = refused("b.zip", zip_of([Z(b"work\\packer.py", b"x", mode=0)]))
    assert "older Windows PowerShell doesn't, Explorer's zip folders do" in message


@pytest.mark.parametrize("flags", [0, 0x800])
def test_names_in_utf8_are_read_with_and_without_the_flag(hand_in, flags: int) -> None:
    assert paths(hand_in("a.zip", zip_of([replace(A, name="ü.py".encode(), flags=flags)]))) == ["ü.py"]


def test_a_name_of_an_old_code_page_is_read_from_the_unicode_field_beside_it(hand_in, refused) -> None:
    old = "ü.py".encode("cp437")
    field = b"\x01" + struct.pack("<L", zlib.crc32(old)) + "ü.py".encode()
    extra = struct.pack("<HH", 0x7075, len(field)) + field
    assert paths(hand_in("a.zip", zip_of([replace(A, name=old, extra=extra)]))) == ["ü.py"]
    assert refused("b.zip", zip_of([replace(A, name=old)])).startswith('"⟨0x81⟩.py" has a name that is not UTF-8')


def test_a_link_to_a_file_inside_becomes_that_file(hand_in) -> None:
    link = Z(b"src/again.py", b"../b.py", mode=stat.S_IFLNK | 0o777)
    submission = hand_in("a.zip", zip_of([replace(A, name=b"src/a.py"), link, replace(B, mode=0o755 | stat.S_IFREG)]))
    assert [(file.path, file.executable) for file in submission.files] == [
        ("b.py", True),
        ("src/a.py", False),
        ("src/again.py", True),
    ]
    assert submission.files[0].data == submission.files[2].data == B.data


def extra64(*values: int) -> bytes:
    return struct.pack("<HH", 1, 8 * len(values)) + struct.pack(f"<{len(values)}Q", *values)


ONES = 0xFFFFFFFF
KNOWN = {"crc": zlib.crc32(A.data), "packed_size": len(deflated(A.data)), "size": len(A.data)}
DESCRIPTOR = struct.pack("<4sLLL", b"PK\x07\x08", *KNOWN.values())
FIELD_TWICE = extra64(1) * 2
OTHER_NAME = struct.pack("<HHBL", 0x7075, 5 + len(b"x.py"), 1, zlib.crc32(A.name)) + b"x.py"


@pytest.mark.parametrize(
    ("attack", "archive", "message"),
    [
        ("two entries on one piece of data", zip_of([A, replace(B, start=0)]), '"a.py" overlaps another entry'),
        ("an entry inside another's data", zip_of([Z(b"a", zip_of([B]), method=0), replace(B, start=31)]), '"a" overlaps'),
        ("bytes between entries", zip_of([replace(A, after=b"hidden"), B]), '"a.py" is followed by bytes that belong to no'),
        ("bytes before the directory", zip_of([A], between=b"hidden"), '"a.py" is followed by bytes that belong to no entry'),
        ("an entry that the directory leaves out", zip_of([A, B], count=1), "has more in its directory than it says"),
        (
            "another name in the local header",
            zip_of([replace(A, local={"name": b"z.py"})]),
            '"a.py" is called otherwise in its own',
        ),
        ("another method in the local header", zip_of([replace(A, local={"method": 0})]), '"a.py" is described in two ways'),
        ("another size in the local header", zip_of([replace(A, local={"size": 1})]), '"a.py" is described in two ways'),
        ("another checksum in the local header", zip_of([replace(A, local={"crc": 1})]), '"a.py" is described in two ways'),
        ("encrypted in the local header alone", zip_of([replace(A, local={"flags": 1})]), '"a.py" is described in two ways'),
        ("a descriptor in one header alone", zip_of([replace(A, local={"flags": 8})]), '"a.py" is described in two ways'),
        (
            "no local header there",
            zip_of([A, B])[:46] + b"XXXX" + zip_of([A, B])[50:],
            '"b.py" is not where the archive\'s directory says',
        ),
        ("a size that is too small", zip_of([replace(A, size=10)]), '"a.py" has another size than the archive says'),
        ("a size that is too large", zip_of([replace(A, size=9999)]), '"a.py" has another size than the archive says'),
        (
            "packed data that go on",
            zip_of([replace(A, packed=deflated(A.data) + b"more")]),
            '"a.py" has compressed data of another',
        ),
        (
            "packed data that end early",
            zip_of([replace(A, packed=deflated(A.data)[:-3])]),
            '"a.py" has compressed data of another',
        ),
        ("packed data that are none", zip_of([replace(A, packed=b"\xff" * 20)]), '"a.py" is damaged: what was compressed'),
        ("stored data of two lengths", zip_of([replace(A, method=0, size=5)]), '"a.py" has another size'),
        ("a wrong checksum", zip_of([replace(A, crc=0x12345678)]), '"a.py" is damaged: its checksum is wrong'),
        (
            "a descriptor with a lie",
            zip_of([replace(A, flags=8, descriptor=DESCRIPTOR[:-1] + b"\1")]),
            '"a.py" has a data descriptor that',
        ),
        (
            "a descriptor that isn't there",
            zip_of([replace(A, flags=8)]),
            '"a.py" has a data descriptor that is wrong or isn\'t there',
        ),
        ("a descriptor that isn't announced", zip_of([replace(A, descriptor=DESCRIPTOR)]), '"a.py" is followed by bytes'),
        ("encrypted", zip_of([replace(A, flags=1)]), '"a.py" is encrypted — pack it without a password'),
        ("strongly encrypted", zip_of([replace(A, flags=0x41)]), '"a.py" is encrypted'),
        ("AES", zip_of([replace(A, method=99)]), '"a.py" is encrypted'),
        ("a patch", zip_of([replace(A, flags=0x20)]), '"a.py" is a patch'),
        ("lzma", zip_of([replace(A, method=14)]), '"a.py" is compressed with lzma — pack it with the usual method'),
        ("an unknown method", zip_of([replace(A, method=77)]), '"a.py" is compressed with method 77'),
        ("data before the first entry", b"#!/bin/sh\n" + zip_of([A]), "is no archive, or a damaged one, and no zip"),
        ("a zip before the zip", zip_of([B], before=zip_of([A])), "has data before its start"),
        (
            "a zip in front that offsets know",
            zip_of([B], before=zip_of([A]), shift=len(zip_of([A]))),
            "has data before its first entry",
        ),
        ("local data in front", zip_of([B], before=zip_of([A])[:60], shift=60), "has data before its first entry"),
        ("a directory elsewhere", zip_of([A], directory_start=3), "has data before its start, or a directory that is not"),
        ("data after the end", zip_of([A], after=b"trailing"), "has more data after its end"),
        ("a second end in the comment", zip_of([A], comment=zip_of([])), "has two end records"),
        ("cut off", zip_of([A])[:-40], "ends in the middle: it was cut off on its way — get the whole of it"),
        ("cut off early", zip_of([A])[:30], "ends in the middle"),
        ("no entry where one should be", zip_of([A]).replace(b"PK\x01\x02", b"PK\x01\x03"), "has a damaged directory"),
        (
            "a name longer than the directory",
            zip_of([A]).replace(b"\4\0\0\0\0\0\0\0\0\0", b"\xff" * 2 + bytes(8)),
            "has a damaged directory",
        ),
        ("fewer entries than it says", zip_of([A], count=2), "has fewer entries than it says"),
        (
            "a split archive",
            zip_of([A])[:-18] + struct.pack("<HHHH", 1, 1, 1, 1) + zip_of([A])[-10:],
            "is one part of a zip that was split",
        ),
        ("no entry at all", zip_of([]), "is empty — pack the folder with your work in it"),
        ("a huge size by zip64", zip_of([replace(A, size=ONES, extra=extra64(1 << 60))]), '"a.py" has more than 10 MiB'),
        (
            "a zip64 field of no length",
            zip_of([replace(A, size=ONES, packed_size=ONES, extra=extra64(300))]),
            '"a.py" has a wrong zip64 field',
        ),
        ("a zip64 field that lies", zip_of([replace(A, extra=extra64(1, 2))]), '"a.py" has a wrong zip64 field'),
        ("a zip64 field twice", zip_of([replace(A, size=ONES, extra=FIELD_TWICE)]), '"a.py" has an extra field twice'),
        ("a second name", zip_of([replace(A, extra=OTHER_NAME)]), '"a.py" has two names'),
        ("an extra field that ends nowhere", zip_of([replace(A, extra=b"\1\0\xff\xff")]), '"a.py" has a damaged extra field'),
        ("a device", zip_of([replace(A, mode=stat.S_IFCHR | 0o600)]), '"a.py" is a device, a pipe or a socket — take it away'),
        ("a pipe", zip_of([replace(A, mode=stat.S_IFIFO | 0o600)]), '"a.py" is a device, a pipe or a socket'),
        (
            "a folder by its mode alone",
            zip_of([replace(A, mode=stat.S_IFDIR | 0o755)]),
            '"a.py" is a file by its name and a folder by its mode',
        ),
        ("a folder with data", zip_of([replace(A, name=b"a/", mode=0)]), '"a/" is a folder, and has data'),
        (
            "a link by its name a folder",
            zip_of([Z(b"a/", b"b", mode=stat.S_IFLNK)]),
            '"a/" is a folder by its name and a link by its mode',
        ),
        ("a link of 10 KB", zip_of([Z(b"a", b"b" * 10_000, mode=stat.S_IFLNK)]), '"a" is a link of no sensible length'),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 45 else "",
)
def test_an_attack_is_refused_with_its_reason(refused, attack: str, archive: bytes, message: str) -> None:
    assert refused("attack.zip", archive).startswith(message)


def end64(data: bytes, **lies: int) -> bytes:
    """A zip64 end record and its locator for the zip `data`, put where they belong, with some fields wrong."""
    end = len(data) - 22
    _, _, _, _, count, size, start, _ = struct.unpack("<4sHHHHLLH", data[end:])
    values = {"record": 44, "disk": 0, "count": count, "size": size, "start": start, "place": end, "disks": 1} | lies
    record = struct.pack(
        "<4sQHHLLQQQQ",
        b"PK\x06\x06",
        values["record"],
        45,
        45,
        values["disk"],
        0,
        values["count"],
        values["count"],
        values["size"],
        values["start"],
    )
    return data[:end] + record + struct.pack("<4sLQL", b"PK\x06\x07", 0, values["place"], values["disks"]) + data[end:]


def test_a_zip64_end_record_is_read_where_it_agrees(hand_in) -> None:
    assert paths(hand_in("a.zip", end64(zip_of([A, B])))) == ["a.py", "b.py"]


@pytest.mark.parametrize(
    ("lies", "message"),
    [
        ({"count": 1}, "has two end records that contradict each other"),
        ({"start": 1}, "has two end records that contradict each other"),
        ({"size": 1 << 60}, "has two end records that contradict each other"),
        ({"place": 1 << 60}, "has a wrong zip64 record"),
        ({"place": 0}, "has a wrong zip64 record"),
        ({"record": 1000}, "has a wrong zip64 record"),
        ({"disks": 7}, "has a wrong zip64 record"),
        ({"disk": 3}, "has two end records that contradict each other"),
    ],
)
def test_a_zip64_end_record_that_lies_is_refused(refused, lies: dict[str, int], message: str) -> None:
    assert refused("a.zip", end64(zip_of([A, B]), **lies)).startswith(message)


def test_what_the_standard_library_swallows_is_refused_here(refused) -> None:
    """The attack that a reader of its own is for: Python reads the second archive, Unix tools warn, others read the first."""
    two = zip_of([Z(b"good.py", b"1")]) + zip_of([Z(b"evil.py", b"2")])
    assert zipfile.ZipFile(io.BytesIO(two)).namelist() == ["evil.py"]
    assert refused("two.zip", two).startswith("has data before its start")
