"""The role first: answers, the job they speak for, the decision on record, and the stages laid out for it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from harness import challenge as challenges
from harness import pipeline, role
from harness import rubric as rubrics
from harness import scenario as scenarios
from harness.cli.pipeline import command
from harness.cli.round import command as rounds
from harness.errors import GradeError
from harness.role import UNDECIDED
from harness.yamlfile import load

QUESTIONS = role.questions()


def answers(*choices: int) -> dict[str, str]:
    """For each question the option in that place, the last one repeated; -1 for undecided."""
    places = [*choices, *[choices[-1]] * (len(QUESTIONS) - len(choices))]
    return {q.id: q.options[place].id if place >= 0 else UNDECIDED for q, place in zip(QUESTIONS, places, strict=True)}


def write(folder: Path, given: dict[str, str], more: str = "") -> Path:
    path = folder / "answers.yaml"
    path.write_text("title: Support tools\nanswers:\n" + "".join(f"  {name}: {text}\n" for name, text in given.items()) + more)
    return path


DECISION = "decision: {profile: product-implementer, by: Kim, reason: The feature comes first}\n"


def run(*args: object, text: str | None = None) -> Result:
    return CliRunner().invoke(command, [str(arg) for arg in args], input=text)


@pytest.mark.parametrize(("place", "profile"), [(0, "model-builder"), (1, "ml-ops"), (2, "product-implementer")])
def test_clear_answers_speak_for_one_job(place: int, profile: str) -> None:
    assert len(QUESTIONS) == 12
    found = role.suggest(answers(place))
    assert found.profile == profile and found.second is None
    assert found.decided[0] == "first-result" and len(found.decided) >= 9


def test_answers_that_describe_two_jobs_are_told_plainly() -> None:
    given = answers(2, 2, 2, 2, 2, 2, 2, 2, 2, 1)
    found = role.suggest(given)
    assert (found.profile, found.second) == ("product-implementer", "ml-ops")
    told = role.in_words(found, given)
    assert told.startswith("These answers describe two jobs: product implementer (13 points) and infrastructure and ML-ops (8 ")
    assert "Somebody who keeps it up at nine on Monday" in told and "Customers or staff, on a screen" in told


def test_answers_that_say_too_little_speak_for_none() -> None:
    found = role.suggest(answers(0, 0, -1))
    assert found.profile is None and "too little" in found.told


def test_the_whole_pipeline_is_laid_out_ready_to_run(tmp_path: Path) -> None:
    path = write(tmp_path, answers(2), DECISION)
    made = run("new", tmp_path / "hiring", "--answers", path)
    assert made.exit_code == 0, made.output
    folder = tmp_path / "hiring"
    plan = pipeline.load(folder)
    assert [stage.folder for stage in plan.stages] == ["1-screening", "2-coding", "3-system-design", "4-take-home"]
    for stage in plan.stages:
        place = folder / stage.folder
        held = rubrics.load(place / "rubric.yaml")
        assert (held.stage, held.profile) == (stage.stage, "product-implementer") and stage.rubric is not None
        assert rubrics.sha256(held) == stage.rubric.sha256
        assert stage.decides and stage.time_box_min
        assert (place / "guide.html").read_text().startswith("<!doctype html>")
        assert held.criteria[0].levels[2] in (place / "guide.md").read_text()
        if stage.challenge:
            copy = challenges.load(place / "challenge")
            assert (copy.name, copy.sha256) == (stage.challenge.name, stage.challenge.sha256)
            assert (place / "kit.zip").read_bytes()[:2] == b"PK" and not (place / "challenge/samples").exists()
    assert scenarios.load(folder / "3-system-design/scenario.yaml").profile == "product-implementer"
    assert "120 wrong amounts" not in (folder / "3-system-design/handout.md").read_text()
    record = load(folder / "role.yaml", role.Role)
    assert (record.profile, record.decided_by, record.against_the_answers) == ("product-implementer", "Kim", False)
    assert record.answers["hurts"].text == "It works in the demo, and users don't use it or can't rely on it"
    readme = (folder / "README.md").read_text()
    assert "grade round open 4-take-home/round --challenge 4-take-home/challenge --profile product-implementer" in readme
    assert "No candidates yet" in run("status", folder).output
    again = run("new", folder, "--answers", path)
    assert isinstance(again.exception, GradeError) and "not empty" in str(again.exception)


def test_a_stage_is_left_out_or_one_s_own_put_in_and_the_record_says_so(tmp_path: Path) -> None:
    own = rubrics.to_yaml(rubrics.bundled("take-home", "ml-ops")).replace("time_box_min: 360", "time_box_min: 240")
    own = own.replace("Could whoever is on call", "Could somebody smart")
    (tmp_path / "mine.yaml").write_text(own)
    (tmp_path / "talk.md").write_text("# Our own talk\n")
    stages = (
        "stages:\n  take-home: {rubric: mine.yaml, challenge: batching-gateway}\n  screening: {guide: talk.md}\n"
        "  system-design: {scenario: claims-to-look-at}\n"
    )
    path = write(tmp_path, answers(1), "decision: {profile: ml-ops, by: Kim, reason: We are down}\n" + stages)
    made = run("new", tmp_path / "hiring", "--answers", path, "--without", "coding=we | see code in the take-home")
    assert made.exit_code == 0, made.output
    assert "look at your own rubric" in made.output and '"smart" can\'t be observed' in made.output
    screening, coding, design, take_home = pipeline.load(tmp_path / "hiring").stages
    assert coding.left_out == "we | see code in the take-home" and not (tmp_path / "hiring/2-coding").exists()
    assert take_home.own == ("rubric: mine.yaml", "challenge: batching-gateway")
    assert design.scenario == "claims-to-look-at" and screening.own == ("guide: talk.md",)
    assert (tmp_path / "hiring/1-screening/guide.md").read_text().startswith("# Our own talk\n")
    assert "left out: we \\| see code" in (tmp_path / "hiring/README.md").read_text()


def test_a_person_decides_and_may_decide_otherwise(tmp_path: Path) -> None:
    path = write(tmp_path, answers(0))
    nobody = run("new", tmp_path / "x", "--answers", path)
    assert isinstance(nobody.exception, GradeError) and "a person decides" in str(nobody.exception)
    assert not (tmp_path / "x").exists()
    made = run("new", tmp_path / "x", "--answers", path, "--decide", "ml-ops", "--by", "Kim", "--reason", "The model is there",
               "--without", "coding=short", "--without", "take-home=short")  # fmt: skip
    assert "Decided otherwise than the answers say: infrastructure and ML-ops" in made.output
    record = load(tmp_path / "x/role.yaml", role.Role)
    assert record.against_the_answers and record.suggestion.profile == "model-builder"


def test_in_a_terminal_it_asks(tmp_path: Path) -> None:
    text = "Engineer\n" + "2\n" * 11 + "0\n" + "ml-ops\nKim\nWe are down too often\n"
    made = run("new", tmp_path / "x", "--without", "coding=short", "--without", "take-home=short", text=text)
    assert made.exit_code == 0, made.output
    assert "12 of 12. If you could have one of these only, which?" in made.output
    record = load(tmp_path / "x/role.yaml", role.Role)
    assert record.profile == "ml-ops" and record.answers["only-one"].answer == UNDECIDED


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("hurts: trust-in-numbers", "hurts: trust-in-number", 'answers.yaml:9: "trust-in-number" is no answer to hurts'),
        ("trains: weekly", "train: weekly", 'there is no question train — did you mean "trains"'),
        ("  data: history\n", "", "no answer to data: Which data will be on their screen"),
        ("profile: product-implementer", "profile: product", "decision.profile` should be one of"),
    ],
)
def test_a_wrong_answers_file_is_told_with_its_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    path = write(tmp_path, answers(0), DECISION)
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    with pytest.raises(GradeError) as error:
        role.read_answers(path)
    assert told in str(error.value)


def test_the_blank_file_is_one_that_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "answers.yaml"
    path.write_text(run("new", "x", "--questions").output)
    given, _ = role.read_answers(path)
    assert set(given.answers.values()) == {UNDECIDED}


def test_a_crash_leaves_nothing_of_a_pipeline(tmp_path: Path) -> None:
    path = write(tmp_path, answers(2), DECISION)
    code = (
        "import os, pathlib, sys; from harness import pipeline; from harness.cli.pipeline import command\n"
        "real = pathlib.Path.rename; pathlib.Path.rename = lambda self, to: os._exit(9)\n"
        f"command(['new', {str(tmp_path / 'x')!r}, '--answers', {str(path)!r}])"
    )
    died = subprocess.run([sys.executable, "-c", code], capture_output=True, timeout=60)
    assert died.returncode == 9 and not (tmp_path / "x").exists()
    assert run("new", tmp_path / "x", "--answers", path).exit_code == 0


def test_status_follows_each_round_and_shows_no_name_before_it_is_revealed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path, answers(2), DECISION)
    hiring = tmp_path / "hiring"
    assert run("new", hiring, "--answers", path, "--without", "coding=short", "--without", "take-home=short").exit_code == 0
    monkeypatch.chdir(hiring)
    for text in (pipeline.open_commands(pipeline.load(hiring))[0], "grade round invite 1-screening/round --candidate Ada"):
        done = CliRunner().invoke(rounds, [*text.split()[2:], "--by", "Kim"])
        assert done.exit_code == 0, done.output
    shown = json.loads(run("status", hiring, "--json").output)
    screening = shown["stages"][0]
    assert screening["status"] == "open, 1 candidate" and list(screening["candidates"].values()) == ["invited"]
    told = run("status", hiring).output
    assert "Ada" not in told and "Code names differ from round to round" in told
    (hiring / "1-screening/round/log.jsonl").write_bytes(b"{}\n")
    assert "can't be read" in run("status", hiring).output
