"""Archives that are small and unpack without end: refused in under two seconds, in a bounded piece of memory.

Each is unpacked in a process of its own, whose peak of memory is measured.
"""

import io
import json
import struct
import subprocess
import sys
import tarfile
import zlib
from pathlib import Path

import pytest

from unpack.archives import END, Z, block, deflated, gz, honest_tar, honest_zip, many_headers, pax, tar_entry, zeros_gz, zip_of

MIB = 1024 * 1024
MOST_MEMORY = 128  # MiB on top of the archive; an honest submission may need twice its 50 MiB

PROGRAM = """
import json, resource, sys, time
from pathlib import Path
from harness.errors import GradeError
from harness.unpack import unpack
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
began = time.process_time()
try:
    submission = unpack(Path(sys.argv[1]))
    said = f"read {len(submission.files)} files of {sum(len(file.data) for file in submission.files)} bytes"
except GradeError as error:
    said = str(error)
took = time.process_time() - began
print(json.dumps([said, took, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024]))
"""


def outcome(path: Path) -> str:
    """What is said of the archive, after its cost was looked at."""
    run = subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, text=True, check=True, timeout=60)
    said, took, memory = json.loads(run.stdout)
    assert took < 2, f"{took:.1f} s"
    assert memory < MOST_MEMORY + path.stat().st_size / MIB, f"{memory:.0f} MiB"
    return said.removeprefix(f"{path}").lstrip(": ")


def many_for_one(count: int) -> bytes:
    """One piece of data, and a directory that names it `count` times: the simple overlap."""
    one = zip_of([Z(b"a.bin", bytes(10 * MIB))])
    start = one.index(b"PK\x01\x02")
    record = one[start : one.index(b"PK\x05\x06")]
    end64 = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(record) * count, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, start + len(record) * count, 1)
    end = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return one[:start] + record * count + end64 + locator + end


def quoted_overlap(count: int) -> bytes:
    """Fifield's better zip bomb: each entry's data quotes the next one's header and then goes on into its data."""
    kernel = deflated(bytes(4 * MIB))
    names = [b"%d" % number for number in range(count)]
    crc, size, packed = zlib.crc32(bytes(4 * MIB)), 4 * MIB, kernel
    body = b""
    central = []
    for name in reversed(names):
        header = struct.pack("<4sHHHHHLLLHH", b"PK\x03\x04", 20, 0, 8, 0, 0x21, crc, len(packed), size, len(name), 0) + name
        central.append((name, crc, len(packed), size, len(header) + len(packed)))
        body = header + packed
        packed = b"\0" + struct.pack("<HH", len(header), len(header) ^ 0xFFFF) + header + packed
        crc = zlib.crc32(bytes(size), zlib.crc32(header)) if not central[1:] else zlib.crc32(header)
        size += len(header)
    directory = b"".join(
        struct.pack(
            "<4sHHHHHHLLLHHHHHLL",
            b"PK\x01\x02",
            0x314,
            20,
            0,
            8,
            0,
            0x21,
            crc,
            packed,
            size,
            len(name),
            0,
            0,
            0,
            0,
            0,
            len(body) - length,
        )
        + name
        for name, crc, packed, size, length in central
    )
    return body + directory + struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, count, count, len(directory), len(body), 0)


def nested(depth: int) -> bytes:
    """42.zip: sixteen zips in a zip, five times over, with a huge file at the bottom."""
    inner = zip_of([Z(b"0.dll", bytes(4 * MIB))])
    for _ in range(depth):
        inner = honest_zip({f"lib {number}.zip": inner for number in range(16)})
    return inner


def repeated_gz(unit: bytes, count: int) -> bytes:
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15)
    start = deflate.compress(unit) + deflate.flush(zlib.Z_FULL_FLUSH)
    return b"\x1f\x8b\x08\0\0\0\0\0\0\xff" + start * count


def stubborn_gz() -> bytes:
    """Over 256 MiB at a ratio that is just allowed, in a folder that is left out."""
    noise = zlib.compress(b"".join(struct.pack(">Q", n * 0x9E3779B97F4A7C15 & (1 << 64) - 1) for n in range(700)), 0)[7:-4]
    unit = (noise + bytes(MIB))[:MIB]
    return repeated_gz(block(b".git/pack", 0, size_field=b"\x80" + bytes(3) + struct.pack(">Q", 1 << 40)) + unit * 8, 60)


BOMBS = [
    (
        "10 GB of zeros in a file",
        "a.tar.gz",
        lambda: zeros_gz(10 * 1024 * MIB, block(b"zeros", 10 * 1000**3 % (8**11))),
        '"zeros" has more than 10 MiB',
    ),
    (
        "10 GB of zeros in what is left out",
        "a.tar.gz",
        lambda: zeros_gz(10 * 1024 * MIB, block(b".git/zeros", 8**11 - 1)),
        "unpacks to more than 200 times its size",
    ),
    (
        "10 GB of zeros after the end",
        "a.tar.gz",
        lambda: zeros_gz(10 * 1024 * MIB, tar_entry(b"a.py", b"x") + END),
        "unpacks to more than 200 times its size",
    ),
    ("zeros alone", "a.tar.gz", lambda: zeros_gz(10 * 1024 * MIB), "unpacks to more than 200 times its size"),
    ("a ratio that is just allowed", "a.tar.gz", stubborn_gz, "unpacks to more than 256 MiB"),
    (
        "a million empty files",
        "a.tar.gz",
        lambda: repeated_gz(tar_entry(b".git/empty") * 1000, 1000),
        "unpacks to more than 200 times its size",
    ),
    ("100,000 empty files", "a.tar", lambda: many_headers(100_000) + END, "has more than 2,000 files"),
    ("60,000 empty folders", "a.tar", lambda: many_headers(60_000, b"5") + END, "has more than 50,000 entries"),
    ("60,000 extensions", "a.tar", lambda: tar_entry(b"x", b"", b"x") * 60_000 + END, "has more than 50,000 entries"),
    ("a million names for one file", "a.zip", lambda: many_for_one(1_000_000), "has 1,000,000 entries — leave out"),
    ("40,000 names for one file", "a.zip", lambda: many_for_one(40_000), '"a.bin" overlaps another entry'),
    (
        "60,000 entries that say they are one",
        "a.zip",
        lambda: zip_of([Z(b"%d" % n, method=0) for n in range(60_000)], count=1),
        "has more in its directory than it says",
    ),
    ("a quoted overlap", "a.zip", lambda: quoted_overlap(250), '"0" overlaps another entry'),
    (
        "10 GB in a zip",
        "a.zip",
        lambda: zip_of([Z(b"a", packed=deflated(bytes(10 * MIB)), size=0xFFFFFFFE)]),
        '"a" has more than 10 MiB',
    ),
    (
        "a size that lies",
        "a.zip",
        lambda: zip_of([Z(b"a", packed=deflated(bytes(100 * MIB)), size=100)]),
        '"a" has another size than the archive says',
    ),
    ("a ratio of a thousand", "a.zip", lambda: zip_of([Z(b"a", bytes(9 * MIB))]), '"a" unpacks to more than 200 times its size'),
    (
        "five of a ratio of a thousand",
        "a.zip",
        lambda: honest_zip({str(n): bytes(9 * MIB) for n in range(5)}),
        '"0" unpacks to more than 200 times its size',
    ),
    (
        "an extension of 8 GB",
        "a.tar.gz",
        lambda: zeros_gz(1024 * MIB, block(b"x", 8**11 - 1, b"x")),
        '"x" has an extension of 8,589,934,591 bytes',
    ),
    ("a pax extension without end", "a.tar", lambda: pax([("comment", b"x" * 10 * MIB)]) + END, '"pax" has an extension of'),
    (
        "a link to a link, 2,000 times",
        "a.tar",
        lambda: b"".join(tar_entry(b"l%d" % n, kind=b"2", target=b"l%d" % (n + 1)) for n in range(1_999)) + END,
        "is a link that goes in circles",
    ),
    (
        "names of 1,000 folders",
        "a.tar",
        lambda: b"".join(tar_entry(b"L", b"d/" * 190 + b"%d\0" % n, b"L") + tar_entry(b"a") for n in range(1_500)) + END,
        "lies more than 20 folders deep",
    ),
]


@pytest.mark.parametrize(("bomb", "name", "make", "message"), BOMBS, ids=[bomb[0] for bomb in BOMBS])
def test_a_bomb_does_not_go_off(tmp_path: Path, bomb: str, name: str, make, message: str) -> None:
    (tmp_path / name).write_bytes(make())
    assert message in outcome(tmp_path / name)


def test_archives_in_the_archive_are_not_opened(tmp_path: Path) -> None:
    data = nested(2)
    (tmp_path / "42.zip").write_bytes(data)
    assert outcome(tmp_path / "42.zip").startswith("read 16 files of ")


def test_the_largest_honest_submission_is_read_at_the_same_cost(tmp_path: Path) -> None:
    text = "".join(f"{n * 7919 % 10007},{n}\n" for n in range(100_000)).encode()[: 1024 * 1024]
    files = {f"data/{n}.csv": text for n in range(49)}
    (tmp_path / "a.tar.gz").write_bytes(gz(honest_tar(files), 1))
    assert outcome(tmp_path / "a.tar.gz").startswith("read 49 files of ")


def test_the_bombs_are_real(tmp_path: Path) -> None:
    """What the standard library would do: unpack 250 files of 4 MiB from 10 KB, and one of 10 GB from a small tar."""
    data = zeros_gz(64 * MIB, block(b"zeros", 64 * MIB))
    with tarfile.open(fileobj=io.BytesIO(data), mode="r:gz") as archive:
        first = archive.next()
        assert first is not None and first.size == 64 * MIB
    assert len(quoted_overlap(250)) < 40_000
