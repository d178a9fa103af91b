"""From an archive or a folder to a submission: the same files are the same submission, whatever they came in."""

import os
import re
import stat
import tarfile
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.errors import GradeError
from harness.text import hides_something
from harness.unpack import name_of, unpack
from harness.unpack.contents import is_archive
from unpack.archives import HONEST, gz, honest_tar, honest_zip, make_folder

WORK = {
    "DECISIONS.md": b"# Why\n",
    "again.sh": b"#!/bin/sh\n",
    "data/long.txt": (b"line of text\n" * 20_000)[:200_000],
    "data/ä.json": '{"ä": 1}\n'.encode(),
    "empty.txt": b"",
    "packer.py": b"def pack(request): ...\n",
    "run.sh": b"#!/bin/sh\n",
}
MADE_BY_TOOLS = sorted((Path(__file__).parent / "honest").glob("*.*[pz]"))


@pytest.mark.parametrize("archive", MADE_BY_TOOLS, ids=lambda path: path.name)
def test_what_people_s_tools_make_is_read(archive: Path) -> None:
    submission = unpack(archive)
    assert {file.path: file.data for file in submission.files} == WORK
    assert [file.path for file in submission.files if file.executable] == ["again.sh", "run.sh"]
    assert "left out: __pycache__" in submission.notes


def test_all_of_them_are_one_submission() -> None:
    assert len(MADE_BY_TOOLS) == 11
    assert len({unpack(archive).sha256 for archive in MADE_BY_TOOLS}) == 1


NAMES = st.lists(st.sampled_from(["a", "B", "c d", "ü", "x.py", "e\u0301"]), min_size=1, max_size=3).map("/".join)
FILES = st.dictionaries(NAMES, st.tuples(st.binary(max_size=40), st.booleans()), min_size=1, max_size=6)


def is_work(files: dict[str, tuple[bytes, bool]]) -> bool:
    """No file where a folder is, and more than one archive in the archive."""
    fits = not any(other.startswith(path + "/") for path in files for other in files)
    return fits and not (len(files) == 1 and any(is_archive(data) for data, _ in files.values()))


@settings(deadline=None)
@given(FILES.filter(is_work))
def test_zip_tar_and_folder_of_the_same_files_are_the_same(
    tmp_path_factory: pytest.TempPathFactory, files: dict[str, tuple[bytes, bool]]
) -> None:
    folder = tmp_path_factory.mktemp("same")
    contents = {path: data for path, (data, _) in files.items()}
    modes = {path: 0o755 if executable else 0o644 for path, (_, executable) in files.items()}
    (folder / "s.zip").write_bytes(honest_zip(contents, modes))
    (folder / "s.tar").write_bytes(honest_tar(contents, modes))
    (folder / "s.tgz").write_bytes(gz(honest_tar(contents, modes, tarfile.GNU_FORMAT)))
    (folder / "again.tar").write_bytes(unpack(folder / "s.zip").tar())
    make_folder(folder / "s", contents, modes)
    found = [unpack(folder / name) for name in ("s.zip", "s.tar", "s.tgz", "s", "again.tar")]
    assert len({submission.sha256 for submission in found}) == 1
    assert len({submission.files for submission in found}) == 1


def test_the_tar_of_a_submission_is_what_was_handed_in(hand_in) -> None:
    with tarfile.open(fileobj=BytesIO(hand_in("a.zip", honest_zip(modes={"packer.py": 0o777})).tar())) as archive:
        found = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
        assert found == HONEST
        assert stat.S_IMODE(archive.getmember("packer.py").mode) == 0o755


def test_a_letter_in_two_parts_is_one_letter(hand_in) -> None:
    """As macOS writes names."""
    apart = hand_in("a.zip", honest_zip({"u\u0308.py": b"x"}))
    assert apart.files[0].path == "ü.py"
    assert apart.sha256 == hand_in("b.zip", honest_zip({"ü.py": b"x"})).sha256


# ---------------------------------------------------------------- the one folder around it all


@pytest.mark.parametrize(
    ("files", "found", "top"),
    [
        (["solution/packer.py", "solution/README.md"], ["README.md", "packer.py"], "solution"),
        (["solution/packer.py", "__MACOSX/solution/._packer.py", ".DS_Store"], ["packer.py"], "solution"),
        (["a/solution/packer.py", "a/solution/data/x"], ["data/x", "packer.py"], "a/solution"),
        (["solution/packer/__init__.py"], ["packer/__init__.py"], "solution"),
        (["packer/__init__.py", "packer/core.py"], ["packer/__init__.py", "packer/core.py"], None),
        (["triage/__main__.py"], ["triage/__main__.py"], None),
        (["solution/__init__.py", "solution/DECISIONS.md"], ["DECISIONS.md", "__init__.py"], "solution"),
        (
            ["solution/__init__.py", "solution/packer.py", "solution/.challenge"],
            [".challenge", "__init__.py", "packer.py"],
            "solution",
        ),
        (["src/packer.py", "README.md"], ["README.md", "src/packer.py"], None),
        (["packer.py"], ["packer.py"], None),
    ],
)
def test_a_single_folder_around_it_all_is_stepped_into(hand_in, files: list[str], found: list[str], top: str | None) -> None:
    submission = hand_in("a.zip", honest_zip(dict.fromkeys(files, b"context-packer")))
    assert [file.path for file in submission.files] == found
    assert [note for note in submission.notes if "stepped" in note] == ([f'stepped into the one folder "{top}"'] if top else [])


def test_stepping_in_changes_nothing_else(hand_in) -> None:
    inside = {f"my work/{path}": data for path, data in HONEST.items()}
    assert hand_in("a.zip", honest_zip(inside)).sha256 == hand_in("b.zip", honest_zip()).sha256


# ---------------------------------------------------------------- what is left out


def test_what_tools_made_is_left_out_and_said(hand_in) -> None:
    junk = [
        ".git/HEAD",
        ".git/objects/aa/bb",
        "node_modules/left-pad/index.js",
        ".venv/bin/python",
        "src/__pycache__/a.pyc",
        "src/deep/__pycache__/b.pyc",
        "src/old.pyc",
        "__MACOSX/._packer.py",
        "src/._packer.py",
        ".DS_Store",
        "packer.egg-info/PKG-INFO",
        ".packer.py.swp",
        ".pytest_cache/README.md",
    ]
    submission = hand_in("a.zip", honest_zip({**HONEST, **dict.fromkeys(junk, b"x")}))
    assert {file.path for file in submission.files} == set(HONEST)
    assert submission.sha256 == hand_in("b.zip", honest_zip()).sha256
    assert submission.notes == (
        "left out: *.egg-info, *.pyc, *.swp, .DS_Store, ._*, .git, .pytest_cache, .venv, __MACOSX, "
        "__pycache__ (2 times), node_modules",
    )


def test_thousands_of_files_left_out_don_t_count(hand_in) -> None:
    many = {f"node_modules/m{number}/index.js": b"x" for number in range(3_000)}
    submission = hand_in("a.tgz", gz(honest_tar({**HONEST, **many})))
    assert len(submission.files) == len(HONEST)
    assert submission.notes == ("left out: node_modules",)


def test_names_that_only_look_like_it_are_kept(hand_in) -> None:
    kept = {"git/a.py": b"", "venv.py": b"", "my__pycache__.py": b"", "a.pyx": b"", "node_modules.md": b"", ".gitignore": b""}
    assert {file.path for file in hand_in("a.zip", honest_zip(kept)).files} == set(kept)


def test_nothing_but_what_is_left_out_is_said(refused) -> None:
    message = refused("a.zip", honest_zip({".git/HEAD": b"x", "__pycache__/a.pyc": b"x"}))
    assert message == "holds nothing but .git, __pycache__ — pack the folder with your work in it"


# ---------------------------------------------------------------- names and challenges


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ("anna.zip", "anna"),
        ("anna.tar.gz", "anna"),
        ("anna.v2.TGZ", "anna.v2"),
        ("anna.tar", "anna"),
        ("Anna Müller (2).zip", "Anna-Müller-2"),
        (".zip", "submission"),
        ("-rf.zip", "rf"),
        ("...zip", "submission"),
        ("字.zip", "字"),
        ("\u3164\u202e.zip", "submission"),
        ("e\u0301.zip", "é"),
        ("字" * 60 + ".zip", "字" * 40),
        ("\x1b[31m.zip", "31m"),
        ("x" * 200 + ".zip", "x" * 120),
        ("con.zip", "submission-con"),
    ],
)
def test_a_submission_s_name_is_safe_as_a_file_s(source: str, name: str) -> None:
    assert name_of(Path("/somewhere") / source) == name


@given(
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0/"), min_size=1, max_size=100).filter(
        lambda t: t not in (".", "..")
    )
)
def test_any_name_becomes_a_safe_one(name: str) -> None:
    safe = name_of(Path("/x") / name)
    assert re.fullmatch(r"[\w+][\w.+-]*", safe)
    assert len(safe.encode()) < 140
    assert not hides_something(safe)


def test_a_folder_is_called_by_its_name_from_inside_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(make_folder(tmp_path / "anna.v1"))
    assert unpack(Path()).name == "anna.v1"


@pytest.mark.parametrize("content", [b"context-packer", b"context-packer\n", b"  context-packer\r\n"])
def test_the_kit_s_challenge_file_names_the_challenge(hand_in, content: bytes) -> None:
    assert hand_in("a.zip", honest_zip({**HONEST, ".challenge": content})).challenge == "context-packer"
    assert hand_in("b.zip", honest_zip({**HONEST, "sub/.challenge": content})).challenge is None


@pytest.mark.parametrize(
    ("content", "shown"),
    [
        (b"../../etc", "../../etc"),
        (b"/root/challenge", "/root/challenge"),
        (b"Context Packer", "Context Packer"),
        (b"context-packer\nticket-triage", "context-packer⏎ticket-triage"),
        (b"\x1b[31m", "␛[31m"),
        (b"\xff\xfe", "⟨0xFF⟩⟨0xFE⟩"),
        (b"context-packer\0", "context-packer␀"),
        (b"a" * 5000, "a" * 61 + " …[4,939 bytes cut]"),
        (b"", ""),
    ],
)
def test_a_challenge_file_is_a_name_and_never_a_path(refused, content: bytes, shown: str) -> None:
    message = refused("a.zip", honest_zip({**HONEST, ".challenge": content}))
    what, _, remedy = message.partition(" — ")
    assert what == f'".challenge" holds "{shown}", which is no challenge\'s name'
    assert remedy == "take the file from the kit as it is, or choose with --challenge"


# ---------------------------------------------------------------- what is no archive


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("a.zip", b"", "is empty, and no zip"),
        (
            "a.zip",
            b"7z\xbc\xaf\x27\x1c" + b"x" * 50,
            "is a 7z archive, and no zip, tar, tar.gz or folder — pack the folder again",
        ),
        ("a.zip", b"Rar!\x1a\x07\x01\0", "is a RAR archive"),
        ("a.tar.xz", b"\xfd7zXZ\0" + b"x" * 50, "is compressed with xz"),
        ("a.tar.bz2", b"BZh91AY", "is compressed with bzip2"),
        ("a.zip", b"<!DOCTYPE html><title>Sign in</title>", "is a web page, perhaps from a download that asked for a login"),
        ("packer.py", b"def pack(request): ...\n", "is text, and no zip, tar, tar.gz or folder"),
        ("a.zip", bytes(range(256)) * 10, "is no archive, or a damaged one"),
        ("a.tar", b"\0" * 700, "is no archive, or a damaged one"),
    ],
)
def test_what_is_no_archive_is_named(refused, name: str, data: bytes, message: str) -> None:
    assert refused(name, data).startswith(message)


@pytest.mark.parametrize(
    ("name", "data", "note"),
    [
        ("a.zip", gz(honest_tar()), "named as a zip, the archive is a gzip-compressed tar, and was read as that"),
        ("a.tar.gz", honest_tar(), "named as a gzip-compressed tar, the archive is a tar, and was read as that"),
        ("a.tar", honest_zip(), "named as a tar, the archive is a zip, and was read as that"),
    ],
)
def test_a_name_that_lies_is_noted(hand_in, name: str, data: bytes, note: str) -> None:
    assert hand_in(name, data).notes == (note,)


def test_a_name_that_says_nothing_is_fine(hand_in) -> None:
    assert hand_in("upload", honest_zip()).notes == ()


def test_an_archive_in_the_archive_is_said_where_it_is_all_there_is(refused) -> None:
    message = refused("a.zip", honest_zip({"work/solution.tar.gz": gz(honest_tar())}))
    assert message == 'holds only another archive, "solution.tar.gz" — hand in that one'


def test_a_source_that_is_not_there_is_told_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "anna.zip").touch()
    with pytest.raises(GradeError, match=r'no such file or folder: .*/ana\.zip — did you mean "anna\.zip"\?'):
        unpack(tmp_path / "ana.zip")


@pytest.mark.parametrize("make", [os.mkfifo, lambda path: path.symlink_to("/dev/zero")], ids=["pipe", "device"])
def test_a_pipe_or_device_is_refused_and_not_waited_for(tmp_path: Path, make) -> None:
    make(tmp_path / "a.zip")
    with pytest.raises(GradeError, match="is neither a file nor a folder"):
        unpack(tmp_path / "a.zip")


@pytest.mark.parametrize("name", ["a\0b.zip", "x" * 300, "a.zip/b"])
def test_a_name_that_can_t_be_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.zip").touch()
    with pytest.raises(GradeError):
        unpack(tmp_path / name)
