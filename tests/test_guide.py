"""Guides, scenarios, and the questions that are drawn from a submission's own evidence."""

import html
import json
import re
from pathlib import Path

import evaluations as made_up
import pytest
from click.testing import CliRunner
from rounds import a_round

from harness import challenge as challenges
from harness import discussion, guide, redflags, results
from harness import rubric as rubrics
from harness import scenario as scenarios
from harness.challengefile import PROFILES
from harness.cli.guide import command
from harness.cli.rubric import command as rubric_command
from harness.errors import GradeError
from harness.evaluation import Evaluation, Scope, ScopeFinding
from harness.rounds import deciding
from harness.rubric import STAGES

PACKER = challenges.named("context-packer")


def store(folder: Path, evaluation: Evaluation) -> None:
    folder.mkdir()
    (folder / results.RESULT).write_text(results.to_json(evaluation))


def test_every_stage_and_profile_has_a_guide_with_its_own_questions_and_the_whole_rubric() -> None:
    texts = {}
    for stage in STAGES:
        for profile in PROFILES:
            held = rubrics.bundled(stage, profile)
            text = texts[stage, profile] = guide.to_markdown(guide.make(held))
            assert "## What it decides" in text and ("| minutes |" in text) == (stage != "coding")
            for criterion in held.criteria:
                assert all(level in text for level in (criterion.title, *criterion.levels))
            assert all(flag.counts in text and flag.does_not_count in text for flag in held.red_flags)
    assert len(set(texts.values())) == 12
    assert "a vague answer sounds like" in texts["screening", "ml-ops"]
    assert "what counts as one turn where tools speak" in texts["coding", "ml-ops"], "what the task invites to ask"
    assert "not technical" in texts["system-design", "model-builder"]


def test_three_scenarios_with_numbers_and_a_change_half_way() -> None:
    found = [scenarios.find(name) for name in scenarios.known()]
    assert sorted(each.profile for each in found) == sorted(PROFILES)
    for each in found:
        assert len(each.arithmetic) >= 4 and len(each.answers_if_asked) >= 3
        told = scenarios.handout(each)
        assert each.numbers.failure in told and each.change.told not in told and each.arithmetic[0] not in told
        assert scenarios.for_profile(each.profile)[0] == each
        assert each.change.told in scenarios.to_markdown(each)


def test_a_scenario_without_a_number_is_refused_with_its_line(tmp_path: Path) -> None:
    text = scenarios.place("claims-to-look-at").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(re.sub(r"  latency: .*", "  latency: It has to be fast.", text))
    with pytest.raises(GradeError, match=r"mine.yaml:\d+: `numbers.latency`: this needs a figure"):
        scenarios.load(path)
    with pytest.raises(GradeError, match='did you mean "claims-to-look-at"'):
        scenarios.find("claims-to-look")


def test_questions_come_from_the_submission_s_own_evidence() -> None:
    scope = Scope(band="look", points=4, findings=(ScopeFinding(signal="s", file="x.py", line=3, message="a | b", points=4),))
    wrong = made_up.wrong().model_copy(update={"scope": scope})
    found = {each.about: each for each in discussion.questions(wrong, PACKER)}
    assert found["a decision of theirs"].place == "DECISIONS.md:3"
    failing = found["a rule that it fails"]
    assert "Rule 4 (" in failing.text and "hidden" in failing.text and failing.quote.startswith("assert ['a', 'b', 'c', 'd']")
    assert found["the largest function"].place == "packer.py:14" and "`pack`" in found["the largest function"].text
    assert found["the largest scope finding"].place == "x.py:3"
    assert "DECISIONS.md" in found["what it left out"].place
    assert "We found no line on it" in found["an open point"].text and not found["an open point"].place
    assert "no tests of your own" in found["own tests"].text


def test_a_submission_that_passes_everything_and_one_that_says_nothing() -> None:
    good = {each.about: each for each in discussion.questions(made_up.good(), PACKER)}
    assert good["a rule that it keeps"].text.startswith("Every hidden test passes.")
    assert good["own tests"].place == "tests/test_packer.py"
    silent = {each.about: each for each in discussion.questions(made_up.cheating(), PACKER)}
    assert "says nothing of your own" in silent["a decision of theirs"].text


def test_functions_are_measured_by_indentation_without_a_parser() -> None:
    text = "class A:\n    def one(self):\n        return 1\n\n    async def two(\n        self,\n    ):\n"
    text += "        # a\n        if x:\n            return 2\n\n\nx = 1\ndef broken(:\n  y\n"
    test = made_up.file("tests/test_a.py", "def t():\n" + "    x\n" * 99)
    found = discussion.functions(made_up.evaluation("a", [], [made_up.file("a.py", text), test]))
    assert [(f.name, f.line, f.lines) for f in found] == [("one", 2, 2), ("two", 5, 6), ("broken", 14, 2)]


def test_nothing_of_the_candidate_s_acts_as_markup_or_in_the_terminal(tmp_path: Path) -> None:
    evil = "I chose ``` # Head <script>alert(1)</script> ![x](http://evil/x.png) \x1b[2J instead of a list, because of 3 ms.\n"
    path = "src/[a](http://evil).py"
    files = [made_up.file("DECISIONS.md", evil), made_up.file(path, "def f():\n    # ```` <b>\n    return 1\n")]
    store(tmp_path / "evil", made_up.evaluation("evil", made_up.groups(made_up.WRONG_AS), files))
    run = CliRunner().invoke(command, ["coding", "-p", "ml-ops", "--submission", str(tmp_path / "evil"), "-f", "html"])
    assert run.exit_code == 0, run.output
    assert "<script>" not in run.output and "<img" not in run.output and 'href="http://evil' not in run.output
    assert html.escape("<script>alert(1)</script>") in run.output and "\x1b" not in run.output
    run = CliRunner().invoke(command, ["coding", "-p", "ml-ops", "--submission", str(tmp_path / "evil")])
    assert run.exit_code == 0 and "[2J" in run.output and "\x1b[2J" not in run.output


def test_command_forms_and_refusals(tmp_path: Path) -> None:
    out = tmp_path / "guide.html"
    run = CliRunner().invoke(command, ["system-design", "-p", "ml-ops", "-s", "claims-to-look-at", "--out", str(out)])
    assert run.exit_code == 0 and "<h1>System design" in out.read_text() and "nine in the morning" not in out.read_text()
    run = CliRunner().invoke(command, ["system-design", "-p", "ml-ops", "--handout", "-f", "markdown"])
    assert "40 a second" in run.output and "largest customer" not in run.output
    run = CliRunner().invoke(command, ["coding"])
    assert run.exit_code == 2 and "name the job: --profile" in run.output
    run = CliRunner().invoke(command, ["screening", "-p", "ml-ops", "--submission", str(tmp_path)])
    assert isinstance(run.exception, GradeError) and "nothing is handed in" in str(run.exception)
    store(tmp_path / "good", made_up.good())
    args = ["take-home", "-p", "ml-ops", "-c", "batching-gateway", "--submission", str(tmp_path / "good")]
    run = CliRunner().invoke(command, args)
    assert "of context-packer, not of batching-gateway" in str(run.exception)


def test_a_result_of_one_s_own_challenge_asks_for_its_folder() -> None:
    own = made_up.good().model_copy(update={"challenge": made_up.named("our-own")})
    with pytest.raises(GradeError, match="the result is of our-own, which is your own: name its folder with --challenge"):
        guide.make(rubrics.bundled("coding", "ml-ops"), evaluation=own)


def test_rubric_command(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    assert CliRunner().invoke(rubric_command, ["new", str(path), "-s", "coding", "-p", "ml-ops"]).exit_code == 0
    assert rubrics.load(path) == rubrics.bundled("coding", "ml-ops")
    again = CliRunner().invoke(rubric_command, ["new", str(path), "-s", "coding", "-p", "ml-ops"])
    assert isinstance(again.exception, GradeError)
    assert CliRunner().invoke(rubric_command, ["lint", str(path)]).output == "1 rubric: nothing to mend\n"
    path.write_text(path.read_text().replace("weight: 40.0", "weight: 41"))
    lint = CliRunner().invoke(rubric_command, ["lint", str(path)], standalone_mode=False)
    assert lint.return_value == 1 and "add up to 101" in lint.output
    assert CliRunner().invoke(rubric_command, ["show"]).output.count("\n") == 12
    shown = CliRunner().invoke(rubric_command, ["show", "take-home/ml-ops", "-f", "json"]).output
    assert json.loads(shown)["criteria"][0]["weight"] == 35
    assert "Retries without limit" in CliRunner().invoke(rubric_command, ["show", "take-home/ml-ops"]).output


def test_each_flag_that_has_evidence_is_in_a_rubric() -> None:
    flags = {flag.id for stage, profile in rubrics.known() for flag in rubrics.bundled(stage, profile).red_flags}
    assert {offer.flag for offer in redflags.offers(made_up.good(), PACKER)} <= flags


def test_in_a_round_its_own_rubric_challenge_and_questions_count(tmp_path: Path) -> None:
    round_ = a_round.opened(tmp_path)
    (code,) = a_round.handed_in(tmp_path, round_, "one two")
    deciding.clarify(round_, code, "May a reply be sent without a person?", "No.", "dana")
    run = CliRunner().invoke(command, ["coding", "--submission", f"{round_}/results/{code}", "-f", "markdown"])
    assert run.exit_code == 0, run.exception
    assert "# Coding: product implementer" in run.output and "The challenge: small" in run.output
    assert "A case fails." in run.output and "candidate-0" not in run.output
