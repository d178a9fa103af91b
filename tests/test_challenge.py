"""Challenge folders: what they need, what is taken from them, and what their author is told."""

from dataclasses import FrozenInstanceError
from pathlib import Path

import pytest

from harness import bundled, challenge
from harness.errors import GradeError
from harness.limits import Limits
from harness.submission import SourceFile

SMALLEST = "name: tiny\ngroups: {contract: 1}\n"


def make(folder: Path, text: str = SMALLEST, tests: tuple[str, ...] = ("contract",)) -> Path:
    (folder / "tests/hidden").mkdir(parents=True)
    (folder / "challenge.yaml").write_text(text)
    for group in tests:
        (folder / f"tests/hidden/test_{group}.py").write_text(f"def test_{group}(candidate): ...\n")
    return folder


def problems(folder: Path) -> list[str]:
    with pytest.raises(GradeError) as caught:
        challenge.load(folder)
    return [line.removeprefix(f"{folder}/challenge.yaml:") for line in str(caught.value).splitlines()]


def test_two_lines_and_one_test_file_are_a_challenge(tmp_path: Path) -> None:
    loaded = challenge.load(make(tmp_path))
    assert (loaded.name, loaded.title, loaded.stage, loaded.tools) == ("tiny", "tiny", "take-home", "declare")
    assert loaded.folder == tmp_path
    assert loaded.profiles == ("model-builder", "ml-ops", "product-implementer")
    assert loaded.limits == Limits()
    assert dict(loaded.groups) == {"contract": 1.0}
    assert loaded.environment.python == "3.11"
    assert loaded.mutation.threshold == 85
    assert loaded.hidden_files() == (SourceFile("test_contract.py", b"def test_contract(candidate): ...\n"),)
    assert loaded.public_files() == ()
    with pytest.raises(FrozenInstanceError):
        loaded.name = "other"  # type: ignore[misc]


def test_all_keys_are_read(tmp_path: Path) -> None:
    text = """\
name: context-packer
title: Choose what goes into the prompt
stage: coding
profiles: [ml-ops]
time_box_min: 90
environment: {python: "3.12", packages: ["numpy>=2"], preload: [numpy], dockerfile: environment/Dockerfile}
examiner: {packages: [aiohttp]}
imports: [packer, packer.core]
limits: {test_s: 2.5, memory_mib: 256}
groups: {budget: 3, contract: 0.5}
scope: {code_lines: 90, allowed_packages: [numpy], not_asked: [a server], open_points: [who waits]}
entry_points: ["packer.pack(request: dict) -> dict"]
rules: {1: It never exceeds the budget., 2: Pinned messages are in.}
free_groups: [contract]
tools: forbidden
discussion: [Why this order?]
mutation: {threshold: 90, equivalent: [{file: packer.py, line: 3, change: "< to <=", reason: never equal}]}
"""
    folder = make(tmp_path, text, ("budget", "contract"))
    (folder / "environment").mkdir()
    (folder / "environment/Dockerfile").write_text("FROM scratch\n")
    (folder / "tests/public/data").mkdir(parents=True)
    (folder / "tests/public/data/request.json").write_text("{}")
    loaded = challenge.load(folder)
    assert list(loaded.groups.items()) == [("budget", 3.0), ("contract", 0.5)]
    assert loaded.environment.examiner_packages == ("aiohttp",)
    assert loaded.environment.dockerfile == folder / "environment/Dockerfile"
    assert loaded.environment.folder == folder
    assert loaded.rules == {1: "It never exceeds the budget.", 2: "Pinned messages are in."}
    assert loaded.mutation.equivalent[0].change == "< to <="
    assert loaded.public_files() == (SourceFile("data/request.json", b"{}"),)


def test_a_wrong_folder_is_told_every_problem_at_once(tmp_path: Path) -> None:
    text = """\
name: Context Packer
stage: takehome
profile: [ml-ops]
environment: {python: 3.10, packages: ["--index-url x"]}
limits: {test_s: 0}
imports: [not-a-module]
groups:
  budget: 0
  contrakt: 1
  heavy: true
free_groups: [budgt]
rules: {-1: none}
"""
    make(tmp_path, text, ("budget", "contract", "heavy"))
    (tmp_path / "tests/hidden/sub").mkdir()
    (tmp_path / "tests/hidden/sub/test_more.py").touch()
    assert problems(tmp_path) == [
        '1: `name`: "Context Packer" is no name: up to 64 of a-z, 0-9 and single dashes, such as context-packer',
        '2: `stage` should be one of "screening", "coding", "system-design" or "take-home", and is "takehome"'
        ' — did you mean "take-home"?',
        '3: `profile` is not a known key — did you mean "profiles"?',
        '4: `environment.python`: put the version in quotes, such as python: "3.11" (found the number 3.1)',
        '4: `environment.packages[1]`: "--index-url x" is not a package such as "numpy" or "numpy>=2,<3"',
        "5: `limits.test_s` should be more than 0, and is 0 — change it (wall-clock seconds for one test)",
        '6: `imports[1]`: "not-a-module" is no module, such as "packer" or "packer.core"',
        '7: tests/hidden/test_contract.py belongs to no group — give it a weight: "contract: 1" under groups',
        "7: pytest takes tests/hidden/sub/test_more.py for tests, and it can be no group — call it tests/hidden/test_<group>.py",
        "8: `groups.budget` should be more than 0, and is 0 — change it",
        '9: the group contrakt has no file tests/hidden/test_contrakt.py — did you mean "contract"?',
        "10: `groups.heavy`: a number is needed here",
        '11: `free_groups` names budgt, which is no group — did you mean "budget"?',
        "12: `rules.-1`: this key should be at least 0, and is -1 — change it",
    ]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("name: tiny\ngroups: {}\n", "2: `groups` has no entries — at least 1 is needed (for each file"),
        ("name: tiny\ngroups: {Contract: 1}\n", '2: `groups.Contract`: "Contract" can\'t name a test file'),
        (
            "name: tiny\ngroups: {contract: .inf}\n",
            "2: `groups.contract` should be at most 1,000,000, and is inf",
        ),
        ("name: tiny\ngroups: {contract: .nan}\n", "2: `groups.contract` should be"),
        ("name: ../../etc\ngroups: {contract: 1}\n", '1: `name`: "../../etc" is no name'),
        ("groups: {contract: 1}\n", "1: the key `name` is missing"),
        ("name: tiny\nname: other\n", "2: the key `name` stands in line 1 already"),
        (SMALLEST + "tools: allowed\n", '3: `tools` should be one of "declare" or "forbidden"'),
        (
            SMALLEST + "environment: {dockerfile: ../Dockerfile}\n",
            "3: the Dockerfile ../Dockerfile is not there",
        ),
        (
            SMALLEST + "environment: {dockerfile: /etc/passwd}\n",
            "3: the Dockerfile /etc/passwd is not in the challenge's folder",
        ),
        (
            SMALLEST + "environment: {dockerfile: tests/hidden/test_contract.py}\n",
            "3: the Dockerfile tests/hidden/test_contract.py stands among the tests",
        ),
    ],
)
def test_a_wrong_key_is_told_with_its_line(tmp_path: Path, text: str, problem: str) -> None:
    assert any(line.startswith(problem) for line in problems(make(tmp_path, text))), problems(tmp_path)


def test_a_folder_without_hidden_tests_is_told_so(tmp_path: Path) -> None:
    (tmp_path / "challenge.yaml").write_text(SMALLEST)
    assert problems(tmp_path)[0] == "1: there is no folder tests/hidden/ beside this file — put the hidden tests there"


def test_a_link_that_leaves_the_challenge_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "challenge")
    (tmp_path / "outside.py").write_text("secret = 1")
    (folder / "tests/hidden/helper.py").symlink_to("../../../outside.py")
    assert "helper.py is a link that leaves" in problems(folder)[0]


def test_a_challenge_file_that_is_a_link_out_of_the_challenge_is_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "challenge")
    (folder / "challenge.yaml").rename(tmp_path / "other.yaml")
    (folder / "challenge.yaml").symlink_to("../other.yaml")
    assert problems(folder) == ["1: this file is a link that leaves the challenge — put the file itself there"]


def test_hidden_tests_that_are_a_link_out_of_the_challenge_are_refused(tmp_path: Path) -> None:
    folder = make(tmp_path / "challenge")
    (folder / "tests/hidden").rename(tmp_path / "elsewhere")
    (folder / "tests/hidden").symlink_to(tmp_path / "elsewhere")
    assert problems(folder)[0].startswith("1: tests/hidden is a link that leaves the challenge")


def test_the_hash_changes_with_all_that_decides_a_verdict_and_with_nothing_else(tmp_path: Path) -> None:
    folder = make(tmp_path, SMALLEST + "environment: {dockerfile: environment/Dockerfile}\n")
    for path in ("environment/Dockerfile", "tests/public/test_public.py", "brief.md", "samples/a/packer.py"):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text("FROM scratch\n")

    def hash_after(path: str, text: str) -> str:
        old = (folder / path).read_text() if (folder / path).exists() else None
        (folder / path).write_text(text)
        found = challenge.load(folder).sha256
        (folder / path).write_text(old) if old is not None else (folder / path).unlink()
        return found

    first = challenge.load(folder).sha256
    decisive = {
        "challenge.yaml": SMALLEST + "environment: {dockerfile: environment/Dockerfile}\nlimits: {test_s: 1}\n",
        "tests/hidden/test_contract.py": "def test_other(): ...\n",
        "tests/hidden/conftest.py": "",
        "tests/public/test_public.py": "",
        "environment/Dockerfile": "FROM other\n",
        "environment/requirements.txt": "numpy\n",
    }
    changed = {path: hash_after(path, text) for path, text in decisive.items()}
    assert first not in changed.values()
    assert len(set(changed.values())) == len(decisive)
    assert hash_after("brief.md", "typo mended") == first
    assert hash_after("samples/a/packer.py", "") == first
    assert challenge.load(folder).sha256 == first


def test_caches_don_t_count(tmp_path: Path) -> None:
    first = challenge.load(make(tmp_path)).sha256
    (tmp_path / "tests/hidden/__pycache__").mkdir()
    (tmp_path / "tests/hidden/__pycache__/test_contract.cpython-311.pyc").touch()
    assert challenge.load(tmp_path).sha256 == first


def test_what_is_sent_is_what_was_hashed(tmp_path: Path) -> None:
    loaded = challenge.load(make(tmp_path))
    (tmp_path / "tests/hidden/test_contract.py").write_text("changed later")
    assert loaded.hidden_files()[0].data == b"def test_contract(candidate): ...\n"


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make(tmp_path / "challenges/tiny")
    make(tmp_path / "challenges/ticket-triage", "name: ticket-triage\ngroups: {contract: 1}\n")
    (tmp_path / "challenges/not-one").mkdir()
    monkeypatch.setattr(bundled, "folder", lambda name: tmp_path / name)
    (tmp_path / "notes.txt").touch()
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_challenges_are_found_by_name_or_folder(bundle: Path) -> None:
    assert challenge.known() == ["ticket-triage", "tiny"]
    assert challenge.find("tiny") == challenge.named("tiny")
    assert challenge.find("challenges/tiny").name == "tiny"
    assert challenge.find(bundle / "challenges/tiny/challenge.yaml").name == "tiny"


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ticket-triag", 'there is no challenge "ticket-triag" — did you mean "ticket-triage"?'),
        ("Ticket-Triage", 'there is no challenge "Ticket-Triage" — did you mean "ticket-triage"?'),
        ("zzz", 'there is no challenge "zzz" — the known ones are ticket-triage, tiny'),
        ("challenges/tny", 'no such file or folder: challenges/tny — did you mean "tiny"?'),
        ("challenges/not-one", "challenges/not-one is no challenge: it holds no challenge.yaml"),
        ("../../etc/passwd", "Name a folder that holds challenge.yaml, or one of: ticket-triage, tiny"),
        ("\x1b[31m", 'there is no challenge "␛[31m"'),
        ("", 'there is no challenge ""'),
        ("x" * 5000, 'there is no challenge "xxx'),
        ("a/" * 3000, "no such file or folder: a/a/"),
        ("a\0b", 'there is no challenge "a␀b"'),
        ("notes.txt", "notes.txt is no challenge's folder"),
    ],
)
def test_a_challenge_that_is_not_there_is_told_with_its_neighbours(bundle: Path, name: str, message: str) -> None:
    with pytest.raises(GradeError) as caught:
        challenge.find(name)
    assert message in str(caught.value)


@pytest.mark.parametrize("name", ["challenges/tiny", "/etc", ".", "..", "not-one", "tiny/", "Tiny", "tiny\n"])
def test_a_name_from_a_candidate_is_never_a_path(bundle: Path, name: str) -> None:
    with pytest.raises(GradeError, match="there is no challenge"):
        challenge.named(name)
