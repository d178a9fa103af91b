"""Whatever bytes are handed in: a submission that keeps all promises, or a refusal. Nothing else."""

import io
import posixpath
import stat
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from harness.errors import GradeError, HarnessError
from harness.submission import Submission
from harness.text import hides_something
from harness.unpack import unpack
from harness.unpack.contents import checksum_is_right
from unpack.archives import END, Z, gz, honest_tar, honest_zip, pax, tar_entry, zip_of

FILES = {"packer.py": b"def pack(request): ...\n", "data/ü.json": b"{}" * 20, "run.sh": b"#!/bin/sh\n"}
SEEDS = {
    "zip": honest_zip(FILES),
    "stored.zip": zip_of([Z(name.encode(), data, method=0, flags=0x800) for name, data in FILES.items()]),
    "link.zip": zip_of([Z(b"a", b"b", method=0, mode=stat.S_IFLNK), Z(b"b", b"x", method=0)]),
    "tar": honest_tar(FILES),
    "gnu.tar": honest_tar(FILES, form=tarfile.GNU_FORMAT),
    "pax.tar": pax([("path", b"data/long.py"), ("mtime", b"1.5")])
    + tar_entry(b"x", b"1")
    + tar_entry(b"l", kind=b"2", target=b"y")
    + tar_entry(b"y")
    + END,
    "tgz": gz(honest_tar(FILES)),
}
SIGNS = [
    b"PK\x01\x02",
    b"PK\x03\x04",
    b"PK\x05\x06",
    b"PK\x06\x06",
    b"PK\x06\x07",
    b"\0" * 512,
    b"../",
    b"\xff" * 8,
    b"ustar\0",
    b"\x1f\x8b\x08",
]


@st.composite
def broken(draw: st.DrawFn) -> bytes:
    """An honest archive after a few accidents."""
    data = bytearray(SEEDS[draw(st.sampled_from(sorted(SEEDS)))])
    for _ in range(draw(st.integers(1, 4))):
        at = draw(st.integers(0, len(data)))
        kind = draw(st.sampled_from(["flip", "set", "cut", "insert", "drop", "repeat", "number"]))
        if kind == "flip" and at < len(data):
            data[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "set" and at < len(data):
            data[at] = draw(st.integers(0, 255))
        elif kind == "cut":
            del data[at:]
        elif kind == "insert":
            data[at:at] = draw(st.one_of(st.sampled_from(SIGNS), st.binary(max_size=40)))
        elif kind == "drop":
            del data[at : at + draw(st.integers(1, 600))]
        elif kind == "repeat":
            data[at:at] = data[at : at + draw(st.integers(1, 600))]
        elif kind == "number":
            data[at : at + 4] = struct.pack("<L", draw(st.one_of(st.integers(0, 600), st.integers(0, 2**32 - 1))))
    return bytes(data)


@st.composite
def broken_headers(draw: st.DrawFn) -> bytes:
    """A tar with an accident in a header whose checksum is right all the same: the reader believes the header."""
    data = bytearray(SEEDS[draw(st.sampled_from(["tar", "gnu.tar", "pax.tar"]))])
    headers = [
        at for at in range(0, len(data), 512) if any(data[at : at + 512]) and checksum_is_right(bytes(data[at : at + 512]))
    ]
    start = draw(st.sampled_from(headers))
    for _ in range(draw(st.integers(1, 3))):
        at = start + draw(st.one_of(st.sampled_from([0, 100, 124, 134, 135, 156, 157, 257, 263, 345]), st.integers(0, 511)))
        data[at] = draw(st.one_of(st.integers(0, 255), st.sampled_from(b"/.0123456xgLKS\0")))
    data[start + 148 : start + 156] = b" " * 8
    data[start + 148 : start + 156] = b"%06o\0 " % sum(data[start : start + 512])
    return bytes(data) if draw(st.booleans()) else gz(bytes(data))


def handed_in(folder: Path, data: bytes) -> Submission | None:
    """The submission, which keeps its promises, or None where it was refused in words."""
    path = folder / "any.zip"
    path.write_bytes(data)
    try:
        submission = unpack(path)
    except GradeError as error:
        assert not isinstance(error, HarnessError)
        assert str(error).startswith(str(path)) and " — " in str(error)
        assert not hides_something(str(error)) and len(str(error)) < 1500
        return None
    paths = [file.path for file in submission.files]
    assert paths and paths == sorted(set(paths), key=str.encode)
    for file in submission.files:
        assert not file.path.startswith("/") and ".." not in file.path.split("/") and "\\" not in file.path
        assert not hides_something(file.path)
    with tarfile.open(fileobj=io.BytesIO(submission.tar())) as archive:
        assert archive.getnames() == paths
    return submission


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fuzz")


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=2000))
def test_any_bytes(folder: Path, data: bytes) -> None:
    handed_in(folder, data)


@settings(max_examples=100, deadline=None)
@given(head=st.sampled_from(SIGNS), data=st.binary(max_size=600), tail=st.sampled_from([b"", *SIGNS]))
def test_any_bytes_that_look_like_an_archive(folder: Path, head: bytes, data: bytes, tail: bytes) -> None:
    handed_in(folder, head + data + tail)


@settings(max_examples=500, deadline=None)
@given(data=broken())
def test_any_archive_after_an_accident(folder: Path, data: bytes) -> None:
    submission = handed_in(folder, data)
    if submission is not None:
        same_as_the_standard_library(submission, data)


@settings(max_examples=400, deadline=None)
@given(data=broken_headers())
def test_any_tar_whose_headers_lie(folder: Path, data: bytes) -> None:
    submission = handed_in(folder, data)
    if submission is not None:
        same_as_the_standard_library(submission, data)


@settings(max_examples=150, deadline=None)
@given(data=st.binary(max_size=1500))
def test_any_bytes_inside_gzip(folder: Path, data: bytes) -> None:
    handed_in(folder, gz(data))
    handed_in(folder, gz(tar_entry(b"a", b"x") + data))


def same_as_the_standard_library(submission: Submission, data: bytes) -> None:
    """What we accept has one reading: another tool finds the same files in it."""
    found = {file.path: file.data for file in submission.files}
    try:
        theirs = _zip_files(data) if data.startswith(b"PK") else _tar_files(data)
    except (zipfile.BadZipFile, tarfile.TarError, NotImplementedError, UnicodeError):
        return  # it may refuse what we read, but not read it otherwise
    assume(theirs is not None)
    assert theirs is not None
    top = next((note.split('"')[1] + "/" for note in submission.notes if note.startswith("stepped")), "")
    left_out = any(note.startswith("left out") for note in submission.notes)
    for path, content in theirs.items():
        if not left_out:
            assert found.get(posixpath.normpath(path).removeprefix(top)) == content
    assert left_out or len(found) == len(theirs)


def _zip_files(data: bytes) -> dict[str, bytes] | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if any(stat.S_ISLNK(entry.external_attr >> 16) or not entry.flag_bits & 0x800 for entry in archive.infolist()):
            return None  # it knows no links, and reads names without the flag in an old code page
        return {entry.filename: archive.read(entry) for entry in archive.infolist() if not entry.is_dir()}


def _tar_files(data: bytes) -> dict[str, bytes] | None:
    files = {}
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for entry in archive:
            if entry.issym() or entry.name != entry.name.replace("//", "/").removeprefix("./"):
                return None  # a link is a name there, a content here; and names are made plain here
            if not entry.isdir():
                content = archive.extractfile(entry)
                assert content is not None
                files[entry.name] = content.read()
    return files
