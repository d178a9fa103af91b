"""Names that a submission's files may not have, in a zip, a tar and a folder alike; and how much there may be."""

import gzip
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.errors import GradeError
from harness.text import hides_something
from harness.unpack import rules, unpack
from harness.unpack.names import Twins, Unfit, check_form, parts_of
from unpack.archives import END, HONEST, Z, gz, honest_tar, honest_zip, make_folder, tar_entry, zip_of

ATTACKS = [
    ("../evil.py", "leaves the folder — pack the folder so that no name has"),
    ("src/../../evil.py", "leaves the folder"),
    ("src/..", "leaves the folder"),
    ("/etc/passwd", "is an absolute path — pack the folder by a relative name"),
    ("//server/share", "is an absolute path"),
    ("C:evil.py", "begins with a drive letter"),
    ("c:/evil.py", "begins with a drive letter"),
    ("..\\evil.py", "has a backslash in its name — pack it with a tool that puts / between folders"),
    ("src\\packer.py", "has a backslash in its name"),
    ("C:\\evil.py", "has a backslash in its name"),
    ("a\nb.py", "has a control character in its name"),
    ("a\tb.py", "has a control character in its name"),
    ("a\x1b[31mb.py", "has a control character in its name"),
    ("a\x7fb.py", "has a character in its name that can't be seen or that reorders others"),
    ("a\x85b.py", "has a character in its name that can't be seen"),
    ("evil\u202eyp.exe", "has a character in its name that can't be seen"),
    ("a\u2066b\u2069.py", "has a character in its name that can't be seen"),
    ("a\u200bb.py", "has a character in its name that can't be seen"),
    ("\ufeffpacker.py", "has a character in its name that can't be seen"),
    ("a\u2028b.py", "has a character in its name that can't be seen"),
    ("a\U000e0041.py", "has a character in its name that can't be seen"),
    ("a\u3164.py", "has a character in its name that can't be seen"),
    ("con", 'can\'t be unpacked on Windows, where "con" is a device — rename it'),
    ("src/NUL.txt", 'can\'t be unpacked on Windows, where "NUL.txt" is a device'),
    ("aux .py", 'can\'t be unpacked on Windows, where "aux .py" is a device'),
    ("com1/x.py", 'can\'t be unpacked on Windows, where "com1" is a device'),
    ("a./x.py", "has a name that ends with a dot or a space, which Windows drops"),
    ("packer.py ", "has a name that ends with a dot or a space"),
    ("x" * 201, "has a name of more than 200 bytes — shorten it"),
    ("ü" * 101, "has a name of more than 200 bytes"),
    ("/".join(["x" * 45] * 10), "has a path of more than 400 bytes"),
    ("d/" * 20 + "x", "lies more than 20 folders deep — move it up"),
    ("x" * 3000, "has a name of 3,000 bytes — give it a short one"),
]


@pytest.mark.parametrize(("name", "message"), ATTACKS)
def test_a_name_that_means_another_place_or_hides_something_is_refused_in_a_zip(refused, name: str, message: str) -> None:
    assert message in refused("a.zip", zip_of([Z(name.encode(), b"x", flags=0x800)]))


@pytest.mark.parametrize(("name", "message"), ATTACKS)
def test_a_name_that_means_another_place_or_hides_something_is_refused_in_a_tar(refused, name: str, message: str) -> None:
    assert message in refused("a.tar", tar_entry(b"L", name.encode() + b"\0", b"L") + tar_entry(b"a.py", b"x") + END)


ON_A_DISK = [(name, message) for name, message in ATTACKS if "/" not in name and len(name.encode()) < 256]


@pytest.mark.parametrize(("name", "message"), ON_A_DISK)
def test_a_name_that_hides_something_is_refused_in_a_folder(tmp_path: Path, name: str, message: str) -> None:
    make_folder(tmp_path / "folder", {name: b"x"})
    with pytest.raises(GradeError) as caught:
        unpack(tmp_path / "folder")
    assert str(caught.value).startswith(f'{tmp_path}/folder: "')
    assert message in str(caught.value)


@pytest.mark.parametrize(("name", "message"), [(b"\xff\xfe.py", "is not UTF-8"), (b"a\xed\xa0\x80.py", "is not UTF-8")])
def test_a_name_that_is_no_text_is_refused(tmp_path: Path, refused, name: bytes, message: str) -> None:
    assert message in refused("a.zip", zip_of([Z(name, b"x", flags=0x800)]))
    assert message in refused("a.tar", tar_entry(name, b"x") + END)
    (tmp_path / "folder").mkdir()
    Path(str(tmp_path / "folder/").encode().decode() + "/" + name.decode(errors="surrogateescape")).touch()
    with pytest.raises(GradeError, match=message):
        unpack(tmp_path / "folder")


@pytest.mark.parametrize(
    "name", ["context.py", "console/x.py", "a b/c.py", "ü/字.py", "x.tar.gz", "...x", "ab:c.py", "-rf", "~x", "$HOME"]
)
def test_an_unusual_name_is_fine(hand_in, name: str) -> None:
    assert [file.path for file in hand_in("a.zip", zip_of([Z(name.encode()), Z(b"b.py")])).files if file.path != "b.py"] == [name]


def test_dots_and_double_slashes_are_taken_out(hand_in) -> None:
    data = tar_entry(b"./", kind=b"5") + tar_entry(b"./src//./a.py", b"x") + tar_entry(b"b.py") + END
    assert [file.path for file in hand_in("a.tar", data).files] == ["b.py", "src/a.py"]


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("a.py", "A.py", '"A.py" and "a.py" are one name on some systems'),
        ("src/a.py", "SRC/b.py", '"SRC/b.py" and "src" are one name on some systems'),
        ("src/a.py", "SRC", '"SRC" and "src" are one name'),
        ("ü.py", "u\u0308.py", "is in it twice"),
        ("file.py", "\ufb01le.py", '"ﬁle.py" and "file.py" are one name'),
        ("strasse.py", "straße.py", '"straße.py" and "strasse.py" are one name'),
        ("K.py", "\u212a.py", "is in it twice"),
        ("2.py", "².py", '"².py" and "2.py" are one name'),
        ("a.py", "./a.py", '"./a.py" is in it twice'),
        ("a.py", "a.py", '"a.py" is in it twice'),
        ("a", "a/b.py", '"a/b.py" is a file and a folder at once'),
        ("a/b.py", "a", '"a" is a folder and a file at once'),
        ("a/b.py/c", "a/b.py", '"a/b.py" is a folder and a file at once'),
    ],
)
def test_two_names_that_some_system_takes_for_one_are_refused(refused, first: str, second: str, message: str) -> None:
    names = [first.encode(), second.encode()]
    assert message in refused("a.zip", zip_of([Z(name, b"x", flags=0x800) for name in names]))
    assert message in refused("a.tar", b"".join(tar_entry(name, b"x") for name in names) + END)


def test_what_is_left_out_needs_no_good_name_but_may_not_lead_elsewhere(hand_in, refused) -> None:
    fine = {f"node_modules/{'deep/' * 30}x.js": b"x", "node_modules/A.js": b"", "node_modules/a.js": b"", "node_modules/nul": b""}
    assert len(hand_in("a.zip", honest_zip({**HONEST, **fine})).files) == len(HONEST)
    assert "leaves the folder" in refused("b.zip", honest_zip({**HONEST, "__MACOSX/../../x": b"x"}))
    assert "is an absolute path" in refused("c.tar", tar_entry(b"a.py") + tar_entry(b"/.git/x") + END)


def test_links_in_what_is_left_out_do_no_harm(hand_in) -> None:
    data = tar_entry(b".venv/bin/python", kind=b"2", target=b"/usr/bin/python3") + tar_entry(b".venv/h", kind=b"1", target=b"x")
    assert [file.path for file in hand_in("a.tar", data + tar_entry(b"a.py") + END).files] == ["a.py"]


ANY_NAME = st.one_of(st.binary(max_size=60), st.text(st.sampled_from("a.:/\\ \0\u202eüA"), max_size=12), st.text(max_size=20))


@given(ANY_NAME)
def test_any_name_is_refused_or_stays_inside(name: str | bytes) -> None:
    try:
        parts = parts_of(name)
        check_form(parts)
    except Unfit as unfit:
        assert unfit.what and unfit.remedy
        return
    assert not any(part in ("", ".", "..") or "/" in part or "\\" in part or hides_something(part) for part in parts)
    assert parts_of("/".join(parts)) == parts


@given(st.lists(st.lists(st.sampled_from(["a", "A", "b", "ß", "ss"]), min_size=1, max_size=3), max_size=8))
def test_names_that_are_left_differ_on_every_system(names: list[list[str]]) -> None:
    twins = Twins()
    kept = []
    for parts in names:
        try:
            twins.add(parts, "file")
        except Unfit:
            continue
        kept.append("/".join(parts))
    folded = [name.casefold() for name in kept]
    assert len(set(folded)) == len(folded)
    assert not any(other.startswith(name + "/") for name in folded for other in folded)


# ---------------------------------------------------------------- how much there may be


def test_two_thousand_files_are_read_and_one_more_is_too_many(hand_in, refused, tmp_path: Path) -> None:
    files = {f"{number}.py": b"" for number in range(2_000)}
    more = {**files, "one_more.py": b""}
    for name, make in (("a.zip", honest_zip), ("a.tar", honest_tar), ("a.tgz", lambda files: gz(honest_tar(files)))):
        assert len(hand_in(name, make(files)).files) == 2_000
        assert refused(name, make(more)).startswith("has more than 2,000 files — leave out what isn't your work")
    with pytest.raises(GradeError, match="has more than 2,000 files"):
        unpack(make_folder(tmp_path / "folder", more))


MIB = 1024 * 1024
NOISE = random.Random(1).randbytes(10 * MIB)


def test_a_file_of_ten_mib_is_read_and_one_byte_more_is_too_much(hand_in, refused, tmp_path: Path) -> None:
    fits, too_large = {"a.bin": NOISE}, {"a.bin": NOISE + b"x"}
    for name, make in (("a.zip", honest_zip), ("a.tar", honest_tar), ("a.tgz", lambda files: gz(honest_tar(files)))):
        assert len(hand_in(name, make(fits)).files[0].data) == 10 * MIB
        assert refused(name, make(too_large)).startswith('"a.bin" has more than 10 MiB — leave it out, or cut it down')
    with pytest.raises(GradeError, match=r'"a\.bin" has more than 10 MiB'):
        unpack(make_folder(tmp_path / "folder", too_large))


def test_fifty_mib_are_too_much_together(refused, tmp_path: Path) -> None:
    files = {f"{number}.bin": NOISE[: 9 * MIB] for number in range(6)}
    assert refused("a.tar", honest_tar(files)).startswith("has more than 50 MiB unpacked")
    assert refused("a.zip", honest_zip(files)).startswith("has more than 50 MiB unpacked")
    with pytest.raises(GradeError, match="has more than 50 MiB unpacked"):
        unpack(make_folder(tmp_path / "folder", files))


def test_links_count_as_what_they_name(refused) -> None:
    links = b"".join(tar_entry(b"l%d" % number, kind=b"2", target=b"a") for number in range(10))
    assert refused("a.tar", tar_entry(b"a", NOISE) + links + END).startswith("has more than 50 MiB unpacked")


def test_an_archive_of_more_than_64_mib_is_not_read(refused, tmp_path: Path) -> None:
    with (tmp_path / "big.zip").open("wb") as file:
        file.truncate(64 * MIB + 1)
    with pytest.raises(GradeError, match=r"big\.zip has more than 64 MiB — leave out what isn't your work"):
        unpack(tmp_path / "big.zip")


def test_what_is_small_may_shrink_as_far_as_it_can(hand_in) -> None:
    assert len(hand_in("a.zip", honest_zip({"zeros.bin": bytes(MIB)})).files[0].data) == MIB
    assert gzip.decompress(gz(b"x")) == b"x"


def test_nothing_takes_for_ever(refused, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "MOST_SECONDS", -1)
    files = {f"{number}.py": b"x" for number in range(300)}
    for name, data in (("a.zip", honest_zip(files)), ("a.tar", honest_tar(files)), ("a.tgz", gz(honest_tar(files)))):
        assert "s to read — leave out what isn't your work" in refused(name, data)
    with pytest.raises(GradeError, match="s to read"):
        unpack(make_folder(tmp_path / "folder", files))
