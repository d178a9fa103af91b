"""What lint refuses, each with the line and what to write instead; and what it lets pass."""

from pathlib import Path

import pytest

from harness import rubric as rubrics
from harness import rubriclint
from harness.yamltext import dump

GOOD = ("Names no user even when asked twice; returns to the model.", "Names a user and not what they did before.",
        "Names a user, the old way and one figure.", "As 3, and says what was taken out for a user.")  # fmt: skip


def told(tmp_path: Path, **changes: object) -> str:
    """What lint says of a bundled rubric whose first criterion was changed."""
    held = rubrics.bundled("screening", "ml-ops")
    first = held.criteria[0].model_copy(update={"levels": GOOD, **changes})
    path = tmp_path / "rubric.yaml"
    path.write_text(rubrics.to_yaml(held.model_copy(update={"criteria": (first, *held.criteria[1:])})))
    return "\n".join(rubriclint.lint(path))


def levels(place: int, text: str) -> tuple[str, ...]:
    return (*GOOD[: place - 1], text, *GOOD[place:])


def test_what_can_be_seen_passes(tmp_path: Path) -> None:
    assert told(tmp_path) == ""
    said = 'Says "we are passionate about clean code" and, asked for a user, names none of them.'
    assert told(tmp_path, levels=levels(1, said)) == "", "a candidate's words in quotation marks stand for themselves"
    plain = "Runs a health check each minute, restores a foreign key, ends a race condition; average latency stays."
    assert told(tmp_path, levels=levels(2, plain)) == ""


@pytest.mark.parametrize(
    ("changed", "wanted"),
    [
        ({"levels": levels(3, GOOD[1])}, "levels 2 and 3 of promise-and-load say the same"),
        ({"levels": levels(3, "Very clearly names a user and not what they did before.")}, "differ in words of degree only"),
        ({"levels": levels(3, "Names a user and not what they did just before.")}, "levels 2 and 3 of promise-and-load hardly"),
        ({"levels": (*GOOD[:2], "Gives 0 to 3 numbers for load.", "Gives 2 to 5 numbers when asked.")}, "overlap: 0 to 3 and 2"),
        ({"levels": levels(1, "No users. Does not name a limit.")}, "level 1 of promise-and-load only says what lacks — say"),
        ({"levels": levels(4, "Excellent.")}, "says too little to be seen"),
        ({"levels": levels(3, "Shows passion for the product and its users.")}, "\"passion\" can't be observed"),
        ({"levels": levels(3, "A smart answer that fits in our team well.")}, "\"smart\" can't be observed"),
        ({"asks": "Is there a culture fit?"}, "`asks`: \"culture fit\" can't be observed"),
        ({"title": "Good code quality"}, "\"Good code quality\" can't be observed"),
        ({"levels": levels(3, "Understands what users need and says so.")}, "write what they say or do"),
        ({"levels": levels(3, "Strong communicator with strong answers to all.")}, "a grade in other words"),
        ({"asks": "Has the candidate years of experience with it?"}, "about who somebody is, not what they did"),
        ({"levels": levels(3, "Has a degree in computer science and says what for.")}, "not where it was learned"),
        ({"levels": levels(4, "As 3, and shows open-source contributions from weekends.")}, "spare time is no criterion"),
        ({"levels": levels(3, "Speaks like a native speaker and answers all.")}, "origin is no criterion"),
    ],
)  # fmt: skip
def test_refused(tmp_path: Path, changed: dict[str, object], wanted: str) -> None:
    problems = told(tmp_path, **changed)
    assert wanted in problems
    assert f"{tmp_path / 'rubric.yaml'}:" in problems


def test_weights_red_flags_and_the_whole(tmp_path: Path) -> None:
    held = rubrics.bundled("take-home", "ml-ops")
    path = tmp_path / "rubric.yaml"
    flags = (held.red_flags[0].model_copy(update={"evidence": ()}), *held.red_flags[1:])
    criteria = tuple(each.model_copy(update={"must": None, "scores": ("judgement",)}) for each in held.criteria)
    path.write_text(rubrics.to_yaml(held.model_copy(update={"red_flags": flags, "criteria": criteria})))
    problems = "\n".join(rubriclint.lint(path))
    assert "the red flag models-only asks for no evidence" in problems
    assert "no criterion is a must" in problems
    assert "no criterion scores communication" in problems
    assert "does-what-was-asked is measured by tests, which show no judgement" in problems
    path.write_text(path.read_text().replace("weight: 35.0", "weight: 34.0"))
    assert "weights add up to 99, not to 100" in "\n".join(rubriclint.lint(path))


def test_a_problem_in_a_shared_part_is_told_there(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir()
    part = rubrics.bundled("screening", "ml-ops").criteria[3]
    text = dump({**part.model_dump(mode="json", exclude_none=True), "asks": "Is it a rockstar?"})
    (tmp_path / "shared/star.yaml").write_text(text)
    source = rubrics.place("screening", "ml-ops").read_text().replace("include: own-part", "include: star")
    (tmp_path / "rubric.yaml").write_text(source)
    (problem,) = rubriclint.lint(tmp_path / "rubric.yaml")
    assert problem.startswith(f'{tmp_path}/shared/star.yaml:3: `asks`: "rockstar" can\'t be observed')
