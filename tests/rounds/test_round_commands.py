"""The commands as a person types them: scoring in the terminal, kits, and one submission graded for real."""

import json
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from machine import require

sys.path.insert(0, str(Path(__file__).parent))
from a_round import book, challenge, handed_in, opened, submission

from harness.cli.main import command
from harness.errors import GradeError


def grade(*args: str, keys: str | None = None) -> str:
    done = CliRunner().invoke(command, [str(arg) for arg in args], input=keys, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return done.output


def test_scoring_in_the_terminal_stops_and_goes_on(tmp_path):
    round_ = opened(tmp_path, graders=1)
    (code,) = handed_in(tmp_path, round_, "one two three")
    # Enter keeps the measured level; then a level that is none, a level, no reason at first, a reason, and q.
    told = grade("score", "--round", round_, "--as", "ada", keys="\n7\n3\n\nfits, answer.py:1\nq\n")
    assert "measured: level 4" in told and "One of 1, 2, 3, 4" in told and "can't be defended" in told
    kept = (round_ / "scores" / code / "ada.yaml").read_text()
    assert "reason: fits, answer.py:1" in kept and "handed_in_at: null" in kept
    told = grade("score", code, "--round", round_, "--as", "ada", keys="2\nread\n4\nreasons\nDECISIONS.md:3\n\n\n\n\nsolid\ny\n")
    assert "Fits the size" not in told and "handed in" in told
    card = book(round_).scorecards(code)[0]
    assert {name: mark.level for name, mark in card.criteria.items()} == {
        "fits-the-size": 3,
        "readable-by-a-colleague": 2,
        "decisions": 4,
    }
    assert [flag.evidence for flag in card.red_flags] == ["DECISIONS.md:3"] and card.note == "solid"
    assert "ada has handed in everything" in grade("score", "--round", round_, "--as", "ada")


def test_a_round_by_its_commands(tmp_path):
    round_ = tmp_path / "spring"
    small = challenge(tmp_path / "challenge")
    for name, text in {"brief.md": "# Small\n\nWrite it.\n", "starter/answer.py": "", "tests/public/test_it.py": ""}.items():
        (small / name).parent.mkdir(parents=True, exist_ok=True)
        (small / name).write_text(text)
    told = grade("round", "open", round_, "--challenge", small, "--profile", "ml-ops", "--graders", "1")
    assert "round spring, coding for ml-ops, locked at" in told
    code = grade("round", "invite", round_, "--candidate", "Noor Haddad").strip()
    grade("round", "clarify", round_, "--asked-by", code, "--question", "May I?", "--answer", "You may.")
    kit = json.loads(grade("kit", "--round", round_, "--out", tmp_path / "kit.zip", "--json"))
    assert "CLARIFICATIONS.md" in kit["files"]
    handed_in(tmp_path, round_, "one")
    told = grade("round", "status", round_)
    assert "lacks 1 of 1 graders' scores" in told and code in told
    found = json.loads(grade("round", "status", round_, "--as", "ada", "--json"))
    assert len(found["to_do"]) == 1 and found["locked"]["submissions_before"] == 0
    grade("round", "close", round_, "--incomplete", "nobody had time")
    assert "verified: " in grade("round", "verify", round_)
    (round_ / "rubric.yaml").write_text("title: another\n")
    told = grade("round", "verify", round_)
    assert "rubric.yaml: it was changed after entry 1" in told and "NOT as its log says: 1 fault" in told


@pytest.mark.parametrize(
    ("args", "match"),
    [
        (["run", "a", "--round", "r", "--challenge", "c"], "--challenge and --round"),
        (["run", "a", "--round", "r", "--fresh"], "grade round regrade"),
        (["run", "a", "b", "--round", "r", "--candidate", "Noor"], "several submissions"),
        (["run", "a", "--candidate", "Noor"], "belongs to a round"),
        (["score", "--as", "ada", "--round", "nowhere"], "there is no round in nowhere"),
        (["round", "open", "r", "--profile", "ml-ops"], "say --challenge NAME, or --stage"),
    ],
)
def test_what_is_refused(args, match):
    with pytest.raises(GradeError, match=match):
        CliRunner().invoke(command, args, catch_exceptions=False)


@pytest.mark.bubblewrap
def test_a_submission_graded_for_real_in_a_round_and_outside(tmp_path):
    require("bubblewrap", None)
    small = challenge(tmp_path / "challenge")
    tests = "def test_one(candidate):\n    assert candidate.load('answer').ONE == 1\n"
    (small / "tests" / "hidden" / "test_rules.py").write_text(tests)
    given = submission(tmp_path / "noor-haddad", "ONE = 1  # Noor Haddad\n")
    grade("round", "open", tmp_path / "round", "--challenge", small, "--profile", "ml-ops")
    told = grade("run", given, "--round", tmp_path / "round", "--sandbox", "bubblewrap", "--json")
    result = json.loads(told)
    lock = result["provenance"]["lock"]
    assert result["total"] == 100 and lock["round"] == "round" and lock["number"] == 1 and lock["submissions_before"] == 0
    assert "Haddad" not in told and book(tmp_path / "round").codes == [result["submission"]["name"]]
    assert "verified: " in grade("round", "verify", tmp_path / "round")
    told = grade("run", given, "--challenge", small, "--sandbox", "bubblewrap", "--out", tmp_path / "out")
    assert "no round, so nothing was locked beforehand" in told


def test_a_folder_where_a_file_belongs_is_told_in_a_line(tmp_path, monkeypatch, capsys):
    from harness.cli.main import _status

    round_ = opened(tmp_path)
    for name, words in (("log.jsonl", "Is a directory"), ("log.head", "verify")):
        (round_ / name).rename(tmp_path / name)
        (round_ / name).mkdir()
        monkeypatch.setattr("sys.argv", ["grade", "round", "status", str(round_)])
        assert _status() in (2, 3)
        told = capsys.readouterr().err
        assert words in told and "fault of the harness" not in told
        (round_ / name).rmdir()
        (tmp_path / name).rename(round_ / name)


def test_what_somebody_calls_themselves_or_a_round_does_nothing_in_a_terminal(tmp_path):
    round_ = tmp_path / "spring"
    small = challenge(tmp_path / "challenge")
    told = grade("round", "open", round_, "-c", small, "-p", "ml-ops", "--name", "a\x1b[2Jb\nc", "--by", "\x1b]0;x\x07dana")
    told += grade("round", "status", round_)
    assert "\x1b" not in told and "\x07" not in told and "a␛[2Jb⏎c" in told
    assert book(round_).round.opened_by == "␛]0;x␇dana"


def test_a_grader_is_not_asked_about_thousands_of_findings():
    from evaluations import evaluation

    from harness.cli._scoring import _asked_about
    from harness.evaluation import Scope, ScopeFinding

    found = tuple(ScopeFinding(signal="hops", file="a.py", line=n, message="x", points=n % 100) for n in range(5_000))
    asked, left = _asked_about(evaluation("x", [], []).model_copy(update={"scope": Scope(band="look", findings=found)}))
    assert len(asked) + left == 5_000 and len(asked) == 40 and {each.points for each in asked} == {99.0}
    assert [each.line for each in asked] == sorted(each.line for each in asked) and _asked_about(None) == ([], 0)
