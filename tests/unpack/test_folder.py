"""Folders: read without following a link, waiting for a pipe, or going on for ever."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from harness.errors import GradeError
from harness.unpack import unpack
from unpack.archives import HONEST, make_folder


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return make_folder(tmp_path / "work", HONEST)


def refusal(folder: Path) -> str:
    with pytest.raises(GradeError) as caught:
        unpack(folder)
    return str(caught.value).removeprefix(f"{folder}").lstrip(": ")


def test_an_honest_folder_is_read(folder: Path) -> None:
    (folder / "packer.py").chmod(0o700)
    submission = unpack(folder)
    assert {file.path: file.data for file in submission.files} == HONEST
    assert [file.path for file in submission.files if file.executable] == ["packer.py"]


def test_a_folder_that_a_person_names_by_a_link_is_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder)
    assert unpack(tmp_path / "link").sha256 == unpack(folder).sha256


def test_a_link_to_a_file_inside_becomes_that_file(folder: Path) -> None:
    (folder / "data/link").symlink_to("../packer.py")
    assert {file.path: file.data for file in unpack(folder).files}["data/link"] == HONEST["packer.py"]


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("/etc/passwd", '"link" is a link to "/etc/passwd", outside — put the file itself there'),
        ("../secret", '"link" is a link that leaves the folder'),
        ("data/../../secret", '"link" is a link that leaves the folder'),
        ("nowhere", '"link" is a link to "nowhere", which is no file of this submission'),
        ("data", '"link" is a link to "data", which is no file of this submission'),
        ("link", '"link" is a link that goes in circles'),
        (".git/HEAD", '"link" is a link to ".git/HEAD", which is no file of this submission'),
        ("\x1b[31m", '"link" is a link to "␛[31m", which is no file'),
    ],
)
def test_any_other_link_is_refused(folder: Path, tmp_path: Path, target: str, message: str) -> None:
    (tmp_path / "secret").write_text("secret")
    (folder / ".git").mkdir()
    (folder / ".git/HEAD").write_text("secret")
    (folder / "link").symlink_to(target)
    assert refusal(folder).startswith(message)


def test_a_link_to_a_folder_outside_is_not_gone_into(folder: Path) -> None:
    (folder / "proc").symlink_to("/proc")
    assert refusal(folder).startswith('"proc" is a link to "/proc", outside')


def test_a_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe")
    assert refusal(folder) == '"pipe" is a pipe, and no file — take it away'


def test_a_socket_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("sock")
        assert refusal(folder) == '"sock" is a socket, and no file — take it away'


def test_a_device_is_refused_and_not_opened() -> None:
    assert "is a device, and no file — take it away" in refusal(Path("/dev"))


def test_what_is_left_out_is_not_even_opened(folder: Path) -> None:
    (folder / ".git").mkdir()
    os.mkfifo(folder / ".git/pipe")
    assert unpack(folder).notes == ("left out: .git",)


def test_a_folder_without_end_is_not_read_to_its_end() -> None:
    began = time.monotonic()
    refusal(Path("/"))
    refusal(Path("/proc"))
    assert time.monotonic() - began < 2


def test_an_empty_folder_is_told_so(tmp_path: Path) -> None:
    assert refusal(tmp_path) == "is empty — pack the folder with your work in it"


@contextmanager
def as_nobody() -> Iterator[None]:
    """Root may read everything, so it steps back for a moment."""
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.mark.parametrize("name", ["packer.py", "data"])
def test_what_may_not_be_read_is_told(folder: Path, tmp_path: Path, name: str) -> None:
    for above in (tmp_path, *tmp_path.parents):
        if above.stat().st_uid == os.getuid() and above.stat().st_mode & 5 != 5:
            above.chmod(0o755)
    (folder / name).chmod(0o000)
    with as_nobody():
        message = refusal(folder)
    (folder / name).chmod(0o755)
    assert message == f'"{name}" may not be read by you — allow it, or take it away'


def test_a_folder_that_changes_while_it_is_read_gives_files_or_a_refusal(folder: Path, tmp_path: Path) -> None:
    """A file becomes a link out, a pipe, a folder, nothing, another size: never a secret, never a hang, never another error."""
    (tmp_path / "secret").write_text("SECRET")
    place = folder / "data/changing"
    stop = threading.Event()

    def change() -> None:
        makers = [
            lambda: place.symlink_to(tmp_path / "secret"),
            lambda: os.mkfifo(place),
            lambda: place.mkdir(),
            lambda: place.write_bytes(b"x" * 100_000),
            lambda: place.write_bytes(b"y"),
        ]
        while not stop.is_set():
            for make in makers:
                make()
                time.sleep(0.0002)
                place.rmdir() if place.is_dir() and not place.is_symlink() else place.unlink()

    changer = threading.Thread(target=change)
    changer.start()
    outcomes = set()
    try:
        until = time.monotonic() + 3
        while time.monotonic() < until:
            try:
                submission = unpack(folder)
            except GradeError as error:
                outcomes.add(str(error).partition('" ')[2])
                continue
            outcomes.add("read")
            assert not any(b"SECRET" in file.data for file in submission.files)
    finally:
        stop.set()
        changer.join()
    assert "read" in outcomes
    assert len(outcomes) > 2, outcomes
