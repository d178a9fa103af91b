"""Tars, plain and compressed: what is read from an honest one, and why a hostile one is refused."""

import random
import subprocess
import tarfile
from pathlib import Path

import pytest

from harness.unpack import unpack
from unpack.archives import END, HONEST, block, gz, honest_tar, honest_zip, make_folder, pax, tar_entry

A = tar_entry(b"a.py", b"a = 1\n")
B = tar_entry(b"b.py", b"b = 2\n")
LONG = "/".join(["a-long-name"] * 18) + "/x.py"  # more than the 100 bytes of a header


def paths(submission) -> list[str]:
    return [file.path for file in submission.files]


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
@pytest.mark.parametrize("compress", [False, True])
def test_an_honest_tar_is_read(hand_in, form: int, compress: bool) -> None:
    data = honest_tar({**HONEST, LONG[-140:]: b"x"}, {"packer.py": 0o755}, form)
    submission = hand_in("anna.tar.gz" if compress else "anna.tar", gz(data) if compress else data)
    assert {file.path: file.data for file in submission.files} == {**HONEST, LONG[-140:]: b"x"}
    assert [file.path for file in submission.files if file.executable] == ["packer.py"]
    assert (submission.name, submission.notes) == ("anna", ())


@pytest.mark.parametrize("form", ["v7", "ustar", "oldgnu", "gnu", "posix"])
def test_what_gnu_tar_writes_is_read(tmp_path: Path, form: str) -> None:
    files = {**HONEST, "ü/ö.txt": b"x"} if form == "v7" else {**HONEST, "ü/ö.txt": b"x", LONG[-200:].lstrip("/"): b"x"}
    folder = make_folder(tmp_path / "folder", files)
    (folder / "link.py").symlink_to("packer.py")
    archive = tmp_path / "folder.tar.gz"
    subprocess.run(["tar", "-C", folder, f"--format={form}", "-czf", archive, "."], check=True)
    submission = unpack(archive)
    assert {file.path: file.data for file in submission.files} == {**files, "link.py": HONEST["packer.py"]}
    assert submission.sha256 == unpack(folder).sha256


def test_a_comment_for_all_entries_does_no_harm(hand_in) -> None:
    """As in the archives that code hosts make."""
    assert paths(hand_in("a.tar", pax([("comment", b"5f2c0a1")], b"g") + A + END)) == ["a.py"]


def test_times_before_1970_and_after_all_do_no_harm(hand_in) -> None:
    strange = bytearray(A)
    strange[136:148] = b"\xff" * 12
    strange[148:156] = b" " * 8
    strange[148:156] = b"%06o\0 " % sum(strange[:512])
    assert paths(hand_in("a.tar", bytes(strange) + END)) == ["a.py"]


def test_a_link_to_a_file_inside_becomes_that_file(hand_in) -> None:
    link = tar_entry(b"src/again", kind=b"2", target=b"../run.sh")
    second = tar_entry(b"third", kind=b"2", target=b"./src/again")
    run = tar_entry(b"run.sh", b"#!/bin/sh\n", mode=b"0000755\0")
    submission = hand_in("a.tar", second + link + run + END)
    assert [(file.path, file.data, file.executable) for file in submission.files] == [
        (path, b"#!/bin/sh\n", True) for path in ("run.sh", "src/again", "third")
    ]


@pytest.mark.parametrize(
    ("attack", "archive", "message"),
    [
        (
            "a hard link",
            A + tar_entry(b"h", kind=b"1", target=b"a.py") + END,
            '"h" is a hard link — pack it with tar --hard-dereference',
        ),
        ("a hard link out", tar_entry(b"h", kind=b"1", target=b"/etc/passwd") + END, '"h" is a hard link'),
        ("a link out", A + tar_entry(b"l", kind=b"2", target=b"../../etc/passwd") + END, '"l" is a link that leaves the folder'),
        (
            "an absolute link",
            A + tar_entry(b"l", kind=b"2", target=b"/etc/passwd") + END,
            '"l" is a link to "/etc/passwd", outside',
        ),
        (
            "a link by way of a link",
            tar_entry(b"l", kind=b"2", target=b"m") + tar_entry(b"m", kind=b"2", target=b"..") + END,
            '"l" is a link that leaves',
        ),
        (
            "a link to nothing",
            tar_entry(b"l", kind=b"2", target=b"x") + END,
            '"l" is a link to "x", which is no file of this submission',
        ),
        (
            "a link to a folder",
            tar_entry(b"d/a") + tar_entry(b"l", kind=b"2", target=b"d") + END,
            '"l" is a link to "d", which is no file',
        ),
        (
            "links in circles",
            tar_entry(b"l", kind=b"2", target=b"m") + tar_entry(b"m", kind=b"2", target=b"l") + END,
            '"l" is a link that goes in circles',
        ),
        ("a link to no text", tar_entry(b"l", kind=b"2", target=b"\xff") + END, '"l" is a link to a name that is not UTF-8'),
        ("a file without a name", A + tar_entry(b"", b"x") + END, '"" has no name'),
        ("a file that is the folder itself", A + tar_entry(b".", b"x") + END, '"." has no name'),
        ("a link to itself", tar_entry(b"l", kind=b"2", target=b"l") + END, '"l" is a link that goes in circles'),
        (
            "a link first, a file through it after",
            tar_entry(b"d", kind=b"2", target=b"/etc") + tar_entry(b"d/passwd", b"x") + END,
            '"d/passwd" is a link and a folder at once',
        ),
        (
            "a file, then a folder",
            tar_entry(b"d", b"x") + tar_entry(b"d/", kind=b"5") + END,
            '"d/" is a file and a folder at once',
        ),
        ("a folder, then a file", tar_entry(b"d/x", b"x") + tar_entry(b"d", b"x") + END, '"d" is a folder and a file at once'),
        ("one file twice", A + A + END, '"a.py" is in it twice'),
        ("a character device", tar_entry(b"tty", kind=b"3") + END, '"tty" is a device — take it away'),
        ("a block device", tar_entry(b"sda", kind=b"4") + END, '"sda" is a device'),
        ("a pipe", tar_entry(b"pipe", kind=b"6") + END, '"pipe" is a pipe'),
        ("a GNU sparse file", tar_entry(b"s", kind=b"S") + END, '"s" is a sparse file — pack it without --sparse'),
        ("a pax sparse file", pax([("GNU.sparse.realsize", b"9" * 12)]) + A + END, '"999999999999" has a sparse file in it'),
        ("a kind of no known letter", tar_entry(b"v", kind=b"V") + END, '"v" is of a kind (V) that a submission may not have'),
        ("a kind that can't be printed", tar_entry(b"v", kind=b"\x1b") + END, '"v" is of a kind (␛) that'),
        ("a folder with data", tar_entry(b"d/", b"data", kind=b"5") + END, '"d/" has data, and is no file'),
        ("a link with data", tar_entry(b"l", b"data", kind=b"2", target=b"a") + END, '"l" has data, and is no file'),
        ("a wrong checksum", block(b"a", checksum=b"000001\0 ") + END, "is no archive, or a damaged one"),
        (
            "a wrong checksum further on",
            A + block(b"b", checksum=b"000001\0 ") + END,
            "is damaged: an entry's header has a wrong checksum",
        ),
        ("a huge size", block(b"a", size_field=b"\x80" + b"\xff" * 11) + END, '"a" has more than 10 MiB — leave it out'),
        ("a negative size", block(b"a", size_field=b"\xff" * 12) + END, '"a" has a number in its header that is none'),
        (
            "a size that is no number",
            block(b"a", size_field=b"12 34\0      ") + END,
            '"a" has a number in its header that is none',
        ),
        ("an owner that is no number", block(b"a", owner=b"nobody\0\0") + END, '"a" has a number in its header that is none'),
        ("two sizes", pax([("size", b"3")]) + A + END, '"a.py" has two different sizes'),
        ("two paths", pax([("path", b"x"), ("path", b"y")]) + A + END, '"y" gives one entry two values of path'),
        (
            "a long name and a pax path",
            tar_entry(b"L", b"x\0", b"L") + pax([("path", b"y")]) + A + END,
            '"y" gives one entry two values of path',
        ),
        ("one path for all", pax([("path", b"x")], b"g") + A + END, '"x" gives all entries one path'),
        ("a path out by pax", pax([("path", b"../x")]) + A + END, '"../x" leaves the folder'),
        ("a path out by GNU", tar_entry(b"L", b"/etc/x\0", b"L") + A + END, '"/etc/x" is an absolute path'),
        ("a path out by prefix", block(b"x", prefix=b"..") + END, '"../x" leaves the folder'),
        (
            "a front of a name in a GNU header",
            block(b"x", magic=b"ustar  \0", prefix=b"..") + END,
            '"x" has a header of a form that',
        ),
        ("a front of a name in a v7 header", block(b"x", magic=bytes(8), prefix=b"..") + END, '"x" has a header of a form that'),
        (
            "a header of no known form",
            block(b"x", magic=b"ustar\x0001") + END,
            '"x" has a header of a form that is not ustar, GNU or v7',
        ),
        ("a NUL in a name", tar_entry(b"a.py\0.txt") + END, '"a.py␀.txt" has a control character in its name'),
        ("a NUL in a pax path", pax([("path", b"a\0b")]) + A + END, '"a␀b" has a control character in its name'),
        ("an extension without measure", block(b"x", 1 << 30, b"x") + END, '"x" has an extension of 1,073,741,824 bytes'),
        ("an extension that is no record", tar_entry(b"x", b"no record", b"x") + A + END, '"x" has a damaged extension'),
        ("a record longer than its extension", tar_entry(b"x", b"99 path=y\n", b"x") + A + END, '"x" has a damaged extension'),
        ("a record of length 0", tar_entry(b"x", b"0 path=y\n", b"x") + A + END, '"x" has a damaged extension'),
        ("an extension for nothing", A + pax([("path", b"y")]) + END, "ends before the entry that its last extension is for"),
        ("data after the end", A + END + b"hidden", "has more data after its end"),
        ("a tar after the tar", A + END + B + END, "has more data after its end"),
        ("entries after one empty block", A + b"\0" * 512 + B + END, "goes on after its end mark"),
        ("no end", A, "ends in the middle: it was cut off"),
        ("half an end", A + b"\0" * 512, "ends in the middle: it was cut off"),
        ("cut off in a file", tar_entry(b"a", b"x" * 5000)[:2000], "ends in the middle: it was cut off"),
        ("nothing in it", END, "is empty — pack the folder with your work in it"),
        ("folders only", tar_entry(b"d/", kind=b"5") + END, "is empty"),
        ("a zip at its end", A + END + honest_zip(), "is a tar and a zip at once"),
        (
            "a name of 64 KiB",
            tar_entry(b"L", b"x" * 65536 + b"\0", b"L") + A + END,
            f'"{"x" * 130} …[65,406 bytes cut]" has a name of 65,536 bytes',
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
@pytest.mark.parametrize("compress", [False, True])
def test_an_attack_is_refused_with_its_reason(refused, attack: str, archive: bytes, message: str, compress: bool) -> None:
    if compress and ("at once" in message and "zip" in message):
        message = "has more data after its end"
    if compress and message.startswith("is no archive"):
        message = "is compressed with gzip, and what is in it is no tar"
    assert refused("attack.tar.gz" if compress else "attack.tar", gz(archive) if compress else archive).startswith(message)


@pytest.mark.parametrize(
    ("attack", "archive", "message"),
    [
        ("cut off", gz(A + B + END)[:-9], "ends in the middle: it was cut off"),
        ("cut off in its checksum", gz(A + B + END)[:-3], "ends in the middle: it was cut off"),
        ("cut off at its head", gz(A + END)[:8], "ends in the middle: it was cut off"),
        ("a wrong checksum", gz(A + END)[:-8] + b"\0\0\0\0" + gz(A + END)[-4:], "is damaged: what was compressed can't be read"),
        ("a wrong length", gz(A + END)[:-4] + b"\1\0\0\0", "is damaged: what was compressed can't be read"),
        (
            "broken in the middle",
            gz(A + END)[:20] + b"\xff\xff\xff" + gz(A + END)[23:],
            "is damaged: what was compressed can't be read",
        ),
        ("data after its end", gz(A + END) + b"hidden", "has more data after its end"),
        ("a second member", gz(A + END) + gz(B + END), "has more data after its end"),
        ("a zip after it", gz(A + END) + honest_zip(), "is a gzip-compressed tar and a zip at once"),
        ("a zip in it", gz(honest_zip()), "is compressed with gzip, and what is in it is no tar"),
        ("gzip in gzip", gz(gz(A + END)), "is compressed with gzip, and what is in it is no tar"),
        ("a text in it", gz(b"hello"), "is compressed with gzip, and what is in it is no tar"),
        ("nothing in it", gz(b""), "is compressed with gzip, and what is in it is no tar"),
    ],
    ids=lambda value: value if isinstance(value, str) and len(value) < 40 else "",
)
def test_a_wrong_gzip_is_refused_with_its_reason(refused, attack: str, archive: bytes, message: str) -> None:
    assert refused("attack.tgz", archive).startswith(message)


def test_the_standard_library_takes_damage_for_the_end_and_we_don_t(tmp_path: Path, refused) -> None:
    damaged = A + b"\xff" * 512 + B + END
    (tmp_path / "x.tar").write_bytes(damaged)
    with tarfile.open(tmp_path / "x.tar") as archive:
        assert archive.getnames() == ["a.py"]
    assert refused("x.tar", damaged).startswith("is damaged")


def test_a_long_gzip_is_read_in_pieces(hand_in) -> None:
    noise = random.Random(4)
    files = {f"{number}.bin": noise.randbytes(300_000 + number) for number in range(10)}
    assert {file.path: file.data for file in hand_in("a.tgz", gz(honest_tar(files))).files} == files
