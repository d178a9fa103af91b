"""The kit, used as a candidate does: unpacked, checked with nothing but Python and pytest, packed, graded."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from machine import require

from harness import bundled, kit
from harness import challenge as challenges
from harness.inside import selfcheck

ROOT = bundled.folder("challenges")
NAMES = [name for name in challenges.known() if (ROOT / name / "starter").is_dir()]


@pytest.fixture(params=NAMES)
def challenge(request):
    return challenges.load(ROOT / request.param)


def lay(folder, files):
    for file in files:
        place = folder / file.path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(file.data)
    return folder


@pytest.fixture
def unpacked(tmp_path):
    return lay(tmp_path / "kit", kit.files(challenges.load(ROOT / "context-packer")))


def run(folder, *argv, **options):
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, *argv], cwd=folder, capture_output=True, text=True, timeout=120, env=environment, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_the_kit_holds_nothing_hidden(challenge):
    """By content, not only by name: no line of some length stands in hidden tests, reference or samples and in the kit."""
    given = b"\n".join(file.data for file in kit.files(challenge) if not file.path.startswith(".grade/"))
    own = {line.strip() for line in given.splitlines()}
    hidden = [file for file in challenge.hidden_files() if file.path.endswith(".py")]
    secret = [line.strip() for file in hidden for line in file.data.splitlines()]
    shared = {line for line in secret if len(line) > 60 and line in own}
    assert not {line for line in shared if not line.startswith((b"import", b"from", b"@", b"def ", b'"""', b"#"))}, shared
    for file in hidden:
        assert file.data not in given


def test_the_brief_is_a_page(challenge):
    (page,) = [file.data.decode() for file in kit.files(challenge) if file.path == "brief.html"]
    assert "<h1>" in page and "Content-Security-Policy" in page and "<script" not in page


def test_a_starter_fails_its_check_in_plain_words(unpacked):
    status, said = run(unpacked, "check.py")
    assert (
        status == 1
        and "-> " in said
        and "Your code" in said
        and "NotImplementedError" in said
        and "Your hand-in will have" in said
    )


def test_a_right_answer_passes_check_and_plain_pytest(unpacked):
    (unpacked / "packer.py").write_bytes((ROOT / "context-packer/reference/packer.py").read_bytes())
    status, said = run(unpacked, "check.py")
    assert status == 0 and "17 of 17 public tests passed" in said, said
    status, said = run(unpacked, "-m", "pytest", "-q")
    assert status == 0 and "17 passed" in said, said


def test_the_check_leaves_its_record_and_nothing_else(unpacked):
    before = sorted(str(path) for path in unpacked.rglob("*"))
    run(unpacked, "check.py")
    assert sorted(str(path) for path in unpacked.rglob("*")) == sorted([*before, str(unpacked / ".check.json")])


def test_a_candidates_hang_and_flood_end_the_check(unpacked):
    (unpacked / "packer.py").write_text(
        "class BudgetError(ValueError): pass\ndef pack(request):\n    while True: print('x' * 9999)\n", "utf-8"
    )
    status, said = run(unpacked, "check.py")
    assert status == 1 and "gave or printed too much" in said


def test_what_is_packed_is_listed_and_the_same_every_time(unpacked):
    (unpacked / "notes.txt").write_text("mine", "utf-8")
    (unpacked / "__pycache__").mkdir()
    (unpacked / "__pycache__/x.pyc").write_bytes(b"x")
    (unpacked / "README.md").write_text("my own words", "utf-8")
    status, said = run(unpacked, "check.py", "--pack", "a.zip")
    assert status == 0 and "left out: brief.md (as it came with the kit)" in said
    os.utime(unpacked / "notes.txt", (1, 1))
    (unpacked / "a.zip").rename(unpacked.parent / "a.zip")
    status, _ = run(unpacked.parent, "-m", "harness", "pack", "kit", "--out", "b.zip")
    assert status == 0 and (unpacked.parent / "a.zip").read_bytes() == (unpacked.parent / "b.zip").read_bytes()
    assert set(zipfile.ZipFile(unpacked.parent / "a.zip").namelist()) == {
        ".challenge",
        "DECISIONS.md",
        "README.md",
        "notes.txt",
        "packer.py",
    }


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="no links here")
def test_a_link_is_not_packed(unpacked):
    (unpacked / "secrets").symlink_to(Path.home())
    status, said = run(unpacked.parent, "-m", "harness", "pack", "kit")
    assert status == 2 and "secrets is a link" in said and not (unpacked.parent / "submission.zip").exists()


@pytest.mark.bubblewrap
def test_what_the_kit_packed_is_graded_with_no_option(unpacked):
    require("bubblewrap")
    (unpacked / "packer.py").write_bytes((ROOT / "context-packer/reference/packer.py").read_bytes())
    run(unpacked, "check.py")
    record = json.loads((unpacked / ".check.json").read_text("utf-8"))
    name = next(name for name in record["tests"] if "test_calls" not in name)
    for claim, differ in (({}, 0), ({name: "wrong", "test_x.py::test_made_up": "passed"}, 2)):
        (unpacked / ".check.json").write_text(json.dumps({**record, "tests": {**record["tests"], **claim}}), "utf-8")
        run(unpacked, "check.py", "--pack", "submission.zip")
        status, said = run(unpacked, "-m", "harness", "submission.zip", "--json", "--sandbox", "bubblewrap", "-o", "../out")
        assert status == 0, said
        found = json.JSONDecoder().raw_decode(said[said.index("{") :])[0]
        assert found["challenge"]["name"] == "context-packer" and found["total"] > 90
        assert len(found["public"]["tests"]) == 17 and found["public"]["same_files"]
        assert len(found["public"]["differences"]) == differ, found["public"]["differences"]


@pytest.mark.bubblewrap
def test_grade_check_runs_the_public_tests_in_a_sandbox(unpacked):
    require("bubblewrap")
    status, said = run(unpacked, "-m", "harness", "check", "--sandbox", "bubblewrap")
    assert status == 1 and "of 17 public tests passed" in said
    (unpacked / "packer.py").write_bytes((ROOT / "context-packer/reference/packer.py").read_bytes())
    _, said = run(unpacked, "-m", "harness", "check", "--sandbox", "bubblewrap", "--json")
    tests = [test for group in json.JSONDecoder().raw_decode(said[said.index("{") :])[0]["groups"] for test in group["tests"]]
    failing = [test for test in tests if test["verdict"] != "passed" and 11 not in test["rules"] and "time" not in test["title"]]
    assert len(tests) == 17 and not failing  # but the one on speed, which a busy machine may fail


def test_an_older_python_than_the_graders_is_told():
    assert selfcheck._older("3.99+") == ".".join(map(str, sys.version_info[:2])) and not selfcheck._older("3.9")
