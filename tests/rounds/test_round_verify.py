"""`verify` finds every change, gap and reordering, and says where."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

sys.path.insert(0, str(Path(__file__).parent))
from a_round import handed_in, opened, scored

from harness.errors import GradeError
from harness.rounds import closing, deciding
from harness.rounds.log import parse
from harness.rounds.verify import verify


@pytest.fixture(scope="module")
def keys(tmp_path_factory):
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        key = Ed25519PrivateKey.generate()
        (folder / name).write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        (folder / f"{name}.pub").write_bytes(key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo))
    return folder


@pytest.fixture(scope="module")
def closed(tmp_path_factory, keys):
    """A round that was closed and signed."""
    tmp = tmp_path_factory.mktemp("closed")
    round_ = opened(tmp)
    codes = handed_in(tmp, round_, "one", "one two")
    deciding.clarify(round_, codes[0], "May it be Python 3.12?", "Yes.", "dana")
    for code in codes:
        scored(round_, code, "ada", 3, 2, 3)
        scored(round_, code, "bo", 3, 3, 3)
    closing.close(round_, "dana", keys / "ours")
    return round_


@pytest.fixture
def copy(closed, tmp_path):
    return shutil.copytree(closed, tmp_path / "copy")


def flip(path: Path, at: int | None = None) -> None:
    data = bytearray(path.read_bytes())
    at = len(data) // 2 if at is None else at
    data[at] ^= 1
    path.write_bytes(bytes(data))


def places(folder: Path, **more) -> list[str]:
    return [fault.place for fault in verify(folder, **more).faults]


def lines(folder: Path, change) -> None:
    log = folder / "log.jsonl"
    log.write_bytes(b"".join(change(log.read_bytes().splitlines(keepends=True))))


def test_a_round_as_it_was_left(closed, keys):
    found = verify(closed, keys / "ours.pub")
    assert found.faults == ()
    assert any("signature is good" in told for told in found.told)
    assert any("not checked" in told for told in verify(closed).told)


@pytest.mark.parametrize(
    "path",
    ["rubric.yaml", "round.yaml", "names.yaml", "scores/*/ada.yaml", "submissions/*/submission.tar", "results/*/result.json",
     "challenge/tests/hidden/test_rules.py", "CLARIFICATIONS.md", "manifest.json", "manifest.dsse.json"],
)  # fmt: skip
def test_one_byte_of_a_file(copy, path):
    changed = sorted(copy.glob(path))[0]
    flip(changed)
    assert changed.relative_to(copy).as_posix() in places(copy)


def test_one_byte_anywhere_in_the_log(copy):
    whole = (copy / "log.jsonl").read_bytes()
    for at in range(0, len(whole), 97):
        flip(copy / "log.jsonl", at)
        line = whole[:at].count(b"\n") + 1
        assert any(place.startswith(f"log.jsonl:{line}") for place in places(copy)), at
        (copy / "log.jsonl").write_bytes(whole)


def test_lines_taken_out_swapped_and_repeated(copy):
    whole = (copy / "log.jsonl").read_bytes()
    last = whole.count(b"\n")
    for change, line in [
        (lambda all_: all_[1:], 1),
        (lambda all_: all_[:4] + all_[5:], 5),
        (lambda all_: [*all_[:4], all_[5], all_[4], *all_[6:]], 5),
        (lambda all_: [*all_[:4], all_[3], *all_[4:]], 5),
        (lambda all_: all_[:-1], last),
        (lambda all_: [*all_[:-1], all_[-1][: len(all_[-1]) // 2]], last),
        (lambda all_: [*all_[:-1], all_[-1][:-1]], last),
        (lambda all_: [], 1),
    ]:
        lines(copy, change)
        assert f"log.jsonl:{line}" in places(copy)
        (copy / "log.jsonl").write_bytes(whole)


def test_files_that_came_went_or_became_links(copy):
    (copy / "results" / "more.json").write_text("{}")
    score = sorted(copy.glob("scores/*/bo.yaml"))[0]
    forged = score.with_name("cy.yaml")
    forged.write_bytes(score.read_bytes().replace(b"grader: bo", b"grader: cy"))
    score.unlink()
    rubric = copy / "rubric.yaml"
    (copy / "elsewhere").write_bytes(rubric.read_bytes())
    rubric.unlink()
    rubric.symlink_to("elsewhere")
    found = places(copy)
    for path in (copy / "results" / "more.json", score, forged, rubric, copy / "elsewhere"):
        assert path.relative_to(copy).as_posix() in found


def test_a_log_that_was_written_anew_does_not_fool_the_signature(copy, keys):
    """Whoever can write every file can make a log that fits; the signed manifest still says what was."""
    from harness.rounds import manifest
    from harness.rounds.log import START
    from harness.rounds.state import replay
    from harness.rounds.verify import hash_of

    score = sorted(copy.glob("scores/*/ada.yaml"))[0]
    score.write_bytes(score.read_bytes().replace(b"level: 2", b"level: 4"))
    path = score.relative_to(copy).as_posix()
    entries, _ = parse((copy / "log.jsonl").read_bytes())
    made, before = [], START
    for entry in entries:
        files = dict(entry.files) | ({path: hash_of(score)} if path in entry.files else {})
        if entry.event == "closed":
            from harness.rounds import round as rounds

            data = manifest.make(rounds.load(copy), tuple(made), replay(made))
            (copy / "manifest.json").write_bytes(data)
            files["manifest.json"] = hash_of(copy / "manifest.json")
        made.append(entry.model_copy(update={"files": files, "prev": before}).sealed())
        before = made[-1].sha256
    (copy / "log.jsonl").write_bytes(b"".join(entry.line() for entry in made))
    (copy / "log.head").write_text(f'{{"seq": {len(made)}, "sha256": "{before}"}}\n')
    assert places(copy, public_key=keys / "ours.pub") == ["manifest.dsse.json"]


def test_a_line_added_after_the_closing_changes_nothing_that_was_signed(copy, keys):
    """Its hashes fit and its event may come late, but a score is not its business."""
    from harness.rounds.verify import hash_of

    score = sorted(copy.glob("scores/*/ada.yaml"))[0]
    score.write_bytes(score.read_bytes().replace(b"level: 2", b"level: 4"))
    path = score.relative_to(copy).as_posix()
    whole = (copy / "log.jsonl").read_bytes()
    for event, code in (("letter-written", score.parent.name), ("forgotten", score.parent.name)):
        last = parse(whole)[0][-1]
        update = {"seq": last.seq + 1, "event": event, "data": {"submission": code}, "files": {path: hash_of(score)}}
        added = last.model_copy(update=update | {"prev": last.sha256}).sealed()
        (copy / "log.jsonl").write_bytes(whole + added.line())
        (copy / "log.head").write_text(f'{{"seq": {added.seq}, "sha256": "{added.sha256}"}}\n')
        assert places(copy, public_key=keys / "ours.pub") == [path], event


def test_a_key_given_for_a_round_that_was_never_closed(tmp_path, keys):
    round_ = opened(tmp_path)
    assert places(round_) == [] and places(round_, public_key=keys / "ours.pub") == ["manifest.json"]


def test_lines_that_no_program_wrote_are_told_and_nothing_more(copy):
    for odd in (b'"data":{"regrade":[],', b'"data":{"x":NaN,'):
        line = parse((copy / "log.jsonl").read_bytes())[0][0].line()
        lines(copy, lambda all_, line=line, odd=odd: [*all_, line.replace(b"opened", b"regraded").replace(b'"data":{', odd)])
        number = len((copy / "log.jsonl").read_bytes().splitlines())
        assert f"log.jsonl:{number}" in places(copy)


def test_drafts_that_are_no_files_are_not_read(tmp_path):
    round_ = opened(tmp_path)
    code = handed_in(tmp_path, round_, "one")[0]
    (round_ / "scores" / code).mkdir(parents=True)
    os.mkfifo(round_ / "scores" / code / "ada.yaml")
    (round_ / "scores" / code / "bo.yaml").symlink_to("/dev/zero")
    assert places(round_) == [f"scores/{code}/ada.yaml", f"scores/{code}/bo.yaml"]


def test_a_signature_by_somebody_else(closed, keys):
    assert places(closed, public_key=keys / "theirs.pub") == ["manifest.dsse.json"]


def test_a_changed_log_is_written_into_by_nobody(copy):
    lines(copy, lambda all_: all_[:4] + all_[5:])
    with pytest.raises(GradeError, match=r"log\.jsonl:5.*missing"):
        closing.reveal(copy, "dana")


def test_a_closed_round_is_frozen_and_only_then_reveals(closed, tmp_path):
    with pytest.raises(GradeError, match="closed at"):
        handed_in(tmp_path, closed, "three")
    copy = shutil.copytree(closed, tmp_path / "copy")
    assert sorted(person.name for person in closing.reveal(copy, "dana").values()) == ["candidate-0", "candidate-1"]
    assert verify(copy).faults == ()


def test_names_are_not_revealed_before(tmp_path):
    with pytest.raises(GradeError, match="once the round is closed"):
        closing.reveal(opened(tmp_path), "dana")
