"""Rubrics: loading with shared parts, the twelve that come with the program, levels measured by tests, totals."""

import re
from pathlib import Path

import pytest

from harness import challenge as challenges
from harness import rubric as rubrics
from harness import rubriclint
from harness.challengefile import PROFILES
from harness.errors import GradeError
from harness.evaluation import Group
from harness.rubric import STAGES

ALL = [(stage, profile) for stage in STAGES for profile in PROFILES]


def test_there_is_one_for_each_stage_and_profile_and_lint_finds_nothing() -> None:
    assert sorted(rubrics.known()) == sorted(ALL)
    for stage, profile in ALL:
        held = rubrics.bundled(stage, profile)
        assert (held.stage, held.profile) == (stage, profile)
        assert rubriclint.lint(rubrics.place(stage, profile)) == []
        assert any(criterion.must for criterion in held.criteria)
        assert len(held.red_flags) >= 3 and all(flag.evidence for flag in held.red_flags)


def test_profiles_differ_where_the_job_differs() -> None:
    for stage in STAGES:
        for one, other in [(0, 1), (0, 2), (1, 2)]:
            a, b = (rubrics.bundled(stage, PROFILES[place]) for place in (one, other))
            shared = {c.levels for c in a.criteria} & {c.levels for c in b.criteria}
            assert len(shared) <= 2, f"{stage}: {PROFILES[one]} and {PROFILES[other]} say the same"


def test_titles_and_weights_are_those_that_the_briefs_promise() -> None:
    for name in challenges.known():
        challenge = challenges.named(name)
        brief = (challenge.folder / "brief.md").read_text("utf-8")
        rows = re.findall(r"^\| ([^|]+) \| (\d+) % \|", brief, re.MULTILINE)
        promised = {title.strip(): float(weight) for title, weight in rows}
        for profile in challenge.profiles:
            held = rubrics.bundled(challenge.stage, profile)
            assert {criterion.title: criterion.weight for criterion in held.criteria} == promised, name


def test_measured_criteria_and_named_groups_fit_every_bundled_challenge() -> None:
    for name in challenges.known():
        challenge = challenges.named(name)
        groups = [Group(name=group, weight=weight, score=1.0, tests=()) for group, weight in challenge.groups.items()]
        for profile in challenge.profiles:
            held = rubrics.bundled(challenge.stage, profile)
            measured = [rubrics.measured_level(criterion, groups) for criterion in held.criteria if criterion.measured]
            assert measured and all(found is not None and found.level == 4 for found in measured)
            named = {each.removeprefix("group:") for c in held.criteria for each in c.evidence if each.startswith("group:")}
            assert named <= set(challenge.groups)


def test_one_file_without_includes_reads_as_the_same(tmp_path: Path) -> None:
    for stage, profile in ALL:
        held = rubrics.bundled(stage, profile)
        copy = tmp_path / "copy.yaml"
        copy.write_text(rubrics.to_yaml(held))
        assert "include:" not in copy.read_text()
        assert rubrics.load(copy) == held
        assert rubrics.sha256(rubrics.load(copy)) == rubrics.sha256(held)


RUBRIC = """title: Mine
stage: coding
profile: ml-ops
time_box_min: 60
pass_mark: 50
criteria:
  - include: fits-the-size
    weight: 25
  - include: mine
    id: two
  - include: mine
    id: three
    measured: {groups: [speed, missing], thresholds: [0.5, 0.8, 1]}
  - include: mine
    id: four
    weight: 25
"""
PART = """id: mine
title: A part
asks: What is seen here?
weight: 25
scores: []
evidence: [code]
levels:
  - one thing is there
  - two things are there
  - three things are there
  - four things are there
"""


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared/mine.yaml").write_text(PART)
    path = tmp_path / "rubric.yaml"
    path.write_text(RUBRIC)
    return path


def test_own_keys_win_over_a_shared_part(mine: Path) -> None:
    held = rubrics.load(mine)
    assert [(criterion.id, criterion.weight) for criterion in held.criteria] == [
        ("fits-the-size", 25), ("two", 25), ("three", 25), ("four", 25),
    ]  # fmt: skip
    assert held.criterion("two").levels[3] == "four things are there"
    with pytest.raises(GradeError, match='no criterion "thre" — did you mean "three"'):
        held.criterion("thre")


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("rubric.yaml", "mine\n    id: two", "mein\n    id: two", r'rubric.yaml:9: .*"mein" — did you mean "mine"'),
        ("rubric.yaml", "    weight: 25\n", "    weight: 20\n", "weights add up to 95, not to 100"),
        ("rubric.yaml", "id: three", "id: two", "two criteria have the id two"),
        ("rubric.yaml", "pass_mark: 50", "pass_marks: 50", 'rubric.yaml:5: `pass_marks` is .* — did you mean "pass_mark"'),
        ("rubric.yaml", "[0.5, 0.8, 1]", "[0.5, 0.5, 1]", "rubric.yaml:13: .*thresholds must rise"),
        ("shared/mine.yaml", "[code]", "[codes]", r'shared/mine.yaml:6: .*"codes" is no evidence; did you mean "code"'),
        ("shared/mine.yaml", "  - four things are there\n", "", r"shared/mine.yaml:7: .*levels"),
        ("shared/mine.yaml", "weight: 25", "weight: heavy", r"shared/mine.yaml:4: .*a number is needed"),
        ("shared/mine.yaml", "title: A part", "title: [A", r"shared/mine.yaml:\d+: "),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_line(mine: Path, file: str, old: str, new: str, told: str) -> None:
    path = mine.parent / file
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new, 1))
    with pytest.raises(GradeError) as error:
        rubrics.load(mine)
    assert re.search(told, str(error.value)), str(error.value)


def test_a_measured_level_comes_from_the_groups_that_the_challenge_has(mine: Path) -> None:
    criterion = rubrics.load(mine).criterion("three")

    def level(*groups: tuple[str, float, float | None]) -> rubrics.MeasuredLevel:
        made = [Group(name=name, weight=weight, score=score, tests=()) for name, weight, score in groups]
        found = rubrics.measured_level(criterion, made)
        assert found is not None
        return found

    assert level(("speed", 1, 0.49)).level == 1
    assert level(("speed", 1, 0.5)).level == 2
    assert level(("speed", 1, 0.8), ("other", 9, 0.0)).level == 3
    assert level(("speed", 3, 1.0), ("missing", 1, 0.0)).level == 2  # weighted as in the challenge: 75 %
    assert level(("speed", 1, 1.0)).groups == ("speed",)
    nothing = level(("other", 1, 1.0))
    assert nothing.level is None and "no group speed or missing: a person judges" in nothing.reason
    failed = level(("speed", 1, None))
    assert failed.level is None and "the harness failed" in failed.reason
    assert rubrics.measured_level(rubrics.load(mine).criterion("two"), []) is None


def test_the_total_runs_from_0_to_100_and_musts_are_told(mine: Path) -> None:
    held = rubrics.load(mine)
    ids = [criterion.id for criterion in held.criteria]
    assert rubrics.percent(held, dict.fromkeys(ids, 1)) == 0
    assert rubrics.percent(held, dict.fromkeys(ids, 4)) == 100
    assert rubrics.percent(held, dict.fromkeys(ids, 2.5)) == 50
    with pytest.raises(GradeError, match="no total without a level for four"):
        rubrics.percent(held, dict.fromkeys(ids[:3], 4))
    take_home = rubrics.bundled("take-home", "ml-ops")
    levels = {criterion.id: 4.0 for criterion in take_home.criteria} | {"decisions": 1.5}
    assert [criterion.id for criterion in rubrics.below_must(take_home, levels)] == ["decisions"]


def test_an_unknown_one_is_answered_with_the_nearest() -> None:
    with pytest.raises(GradeError, match='did you mean "take-home/ml-ops"'):
        rubrics.bundled("take-home", "mlops")
