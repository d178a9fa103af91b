"""Files of the harness: whole or not at all, never through a link, the same hash for the same content."""

import errno
import os
import resource
import signal
from pathlib import Path

import pytest

from harness.errors import GradeError, HarnessError
from harness.files import files_sha256, folder_sha256, read_folder, write_whole
from harness.submission import SourceFile


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_written_whole(tmp_path: Path) -> None:
    write_whole(tmp_path / "a.json", b"one")
    write_whole(tmp_path / "a.json", "zwölf")
    assert (tmp_path / "a.json").read_text(encoding="utf-8") == "zwölf"
    assert names(tmp_path) == ["a.json"]


def test_a_link_in_the_way_is_replaced_and_never_written_through(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("untouched")
    (tmp_path / "result.json").symlink_to(secret)
    write_whole(tmp_path / "result.json", b"new")
    assert secret.read_text() == "untouched"
    assert not (tmp_path / "result.json").is_symlink()


def test_a_write_that_fails_half_way_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    write_whole(tmp_path / "a", b"old")
    child = os.fork()
    if child == 0:  # the limit can't be taken back, so it is set in a process of its own
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
        try:
            write_whole(tmp_path / "a", b"x" * 100_000)
        except HarnessError:
            os._exit(7)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    assert (tmp_path / "a").read_bytes() == b"old"
    assert names(tmp_path) == ["a"]


def test_a_full_disk_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(HarnessError, match=r"cannot write .*a\.json: the disk is full; make room"):
        write_whole(tmp_path / "a.json", b"x")
    assert names(tmp_path) == []


def test_a_folder_that_may_not_be_written_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    tmp_path.chmod(0o755)
    tmp_path.parent.chmod(0o755)
    was = os.geteuid()
    try:
        if was == 0:  # root may write everywhere
            os.seteuid(65534)
        with pytest.raises(HarnessError, match=r"cannot write .*: (you may not write in|.*denied)"):
            write_whole(folder / "a", b"x")
    finally:
        os.seteuid(was)


@pytest.mark.parametrize(
    ("make", "name", "message"),
    [
        (lambda folder: None, "no/a", "the folder .*/no does not exist; create it first"),
        (lambda folder: (folder / "no").write_text(""), "no/a", "/no is not a folder"),
        (lambda folder: (folder / "a").mkdir(), "a", "there is a folder of that name"),
        (lambda folder: None, "x" * 300, "the name is too long"),
    ],
)
def test_what_is_in_the_way_is_named(tmp_path: Path, make, name: str, message: str) -> None:
    make(tmp_path)
    with pytest.raises(HarnessError, match=message):
        write_whole(tmp_path / name, b"x")


def test_the_hash_is_of_paths_contents_and_executable_bits() -> None:
    base = [SourceFile("a", b"1"), SourceFile("b/c", b"2")]
    same = files_sha256(base)
    assert files_sha256(reversed(base)) == same
    others = [
        [SourceFile("a", b"2"), SourceFile("b/c", b"2")],
        [SourceFile("a", b"1"), SourceFile("b/d", b"2")],
        [SourceFile("a", b"1", executable=True), SourceFile("b/c", b"2")],
        [SourceFile("a", b"1")],
        [SourceFile("a", b"1b"), SourceFile("/c", b"2")],
        [],
    ]
    assert len({same, *map(files_sha256, others)}) == len(others) + 1


def test_the_hash_of_known_files_never_changes() -> None:
    """Results and rounds are keyed by it: a change here makes every stored one stale."""
    files = [
        SourceFile("packer.py", b"def pack(request): ...\n"),
        SourceFile("run.sh", b"#!/bin/sh\n", executable=True),
    ]
    assert files_sha256(files) == "c3ecd5ae98509962364768a573f0c475ed4172d0da5a153c21cce650d0c56fcb"


def test_a_folder_is_read_without_caches_and_with_links_inside(tmp_path: Path) -> None:
    (tmp_path / "sub/__pycache__").mkdir(parents=True)
    (tmp_path / "sub/__pycache__/x.pyc").write_bytes(b"x")
    (tmp_path / "sub/run").write_bytes(b"run")
    (tmp_path / "sub/run").chmod(0o755)
    (tmp_path / "again").symlink_to("sub/run")
    assert read_folder(tmp_path) == (SourceFile("again", b"run", True), SourceFile("sub/run", b"run", True))
    assert folder_sha256(tmp_path) == files_sha256(read_folder(tmp_path))


@pytest.mark.parametrize("target", ["/etc/passwd", "../outside", "nowhere", "sub"])
def test_a_link_to_anything_but_a_file_inside_is_refused(tmp_path: Path, target: str) -> None:
    (tmp_path / "outside").write_text("")
    (tmp_path / "folder/sub").mkdir(parents=True)
    (tmp_path / "folder/link").symlink_to(target)
    with pytest.raises(GradeError, match=r"link (is a link that leaves|is no regular file)"):
        read_folder(tmp_path / "folder")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(GradeError, match="pipe is no regular file"):
        read_folder(tmp_path)
