"""YAML files that people write: what they may hold, and what a person is told of what is wrong in one."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from harness import yamlfile
from harness.errors import GradeError
from harness.yamlfile import load, read


class Mood(StrEnum):
    GOOD = "good"
    BAD = "bad"


class Level(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    anchor: str = Field(min_length=1, description="what a grader sees")
    points: int = Field(0, ge=0, le=4)


class Rubric(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    title: str
    stage: Literal["coding", "take-home"] = "coding"
    mood: Mood = Mood.GOOD
    weight: float = Field(1, gt=0, description="its share of the total")
    must: bool = False
    tags: tuple[str, ...] = ()
    levels: dict[int, Level] = {}
    notes: list[Level] = Field([], max_length=2)
    opened: date | None = None


def problems(tmp_path: Path, text: str | bytes) -> list[str]:
    """What a person is told of `text`, line by line, without the path."""
    path = tmp_path / "rubric.yaml"
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    with pytest.raises(GradeError) as caught:
        load(path, Rubric)
    lines = str(caught.value).splitlines()
    assert all(line.startswith(f"{path}:") for line in lines)
    return [line.removeprefix(f"{path}:") for line in lines]


def test_a_right_file_is_the_model(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text('title: "Ja: 1"\nlevels: {1: {anchor: nothing}}\ntags:\n  - a\n  - b\nopened: 2026-11-24\n')
    rubric = load(path, Rubric)
    assert rubric == Rubric(title="Ja: 1", levels={1: Level(anchor="nothing")}, tags=("a", "b"), opened=date(2026, 11, 24))


def test_words_stay_words(tmp_path: Path) -> None:
    path = tmp_path / "words.yaml"
    path.write_text("[no, yes, on, off, 2026-01-01, 1:30, 0o7, 007, 0x1F, 1_000, null, ~, true, 12, -3, 1.5, 1e3, .5, '12']")
    words = ["no", "yes", "on", "off", "2026-01-01", "1:30", "0o7", "007", "0x1F", "1_000"]
    assert read(path).data == [*words, None, None, True, 12, -3, 1.5, 1000.0, 0.5, "12"]


def test_every_problem_is_told_at_once_with_its_line_and_a_remedy(tmp_path: Path) -> None:
    text = """\
titel: Rubric
stage: takehome
mood: fine
weight: 0
must: perhaps
tags: one
levels:
  1: {anchor: "", points: 7}
  two: {anchr: seen}
notes: [{points: many}, 3, 4]
opened: soon
"""
    assert problems(tmp_path, text) == [
        '1: the key `title` is missing — add "title: ..."',
        '1: `titel` is not a known key — did you mean "title"?',
        '2: `stage` should be one of "coding" or "take-home", and is "takehome" — did you mean "take-home"?',
        '3: `mood` should be one of "good" or "bad", and is "fine" — write one of them',
        "4: `weight` should be more than 0, and is 0 — change it (its share of the total)",
        '5: `must` should be true or false, and is "perhaps" — change it',
        '6: `tags` should be a list, and is "one" — write it as [one, two] or with a dash before each item',
        "8: `levels.1.anchor` should be text, and is empty — write something (what a grader sees)",
        "8: `levels.1.points` should be at most 4, and is 7 — change it",
        '9: `levels.two`: this key should be a whole number, and is "two" — change it',
        '9: the key `anchor` is missing in `levels.two` — add "anchor: ..." (what a grader sees)',
        '9: `levels.two.anchr` is not a known key — did you mean "anchor"?',
        "10: `notes` has 3 entries — at most 2 are allowed",
        '11: `opened` should be a date such as 2026-11-24, and is "soon" — change it',
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (
            "title: a\nmust: true\ntitle: b\n",
            "3: the key `title` stands in line 1 already — keep one of the two",
        ),
        ("title: &a x\n", "1: &a names a part — take it away; anchors are not used here"),
        ("title: a\ntags: *a\n", "2: *a repeats another part — write it out; aliases are not used here"),
        (
            "title: !!python/object:os.system x\n",
            "1: the tag tag:yaml.org,2002:python/object:os.system — take it away",
        ),
        ("title: a\n<<: {must: true}\n", "2: << merges another part in — write its keys out"),
        ("title: a\n---\ntitle: b\n", '2: a second document begins here — take the line "---" away'),
        ("title: a\n? [1, 2]\n: b\n", "2: a key should be one word — put a word before the colon"),
        ("title: true\n", '1: `title` should be text, and is true — put it in quotes: "true"'),
        ("title:\n", "1: `title` should be text, and is empty — write a value, or take the key away"),
        ("title: a: b\n", "1: mapping values are not allowed"),
        ("title: a\n\tmust: true\n", "2: found a tab character that violates indentation"),
        ("title: a\nmust: @x\n", "2: found character that cannot start any token"),
        (
            'title: "a\nmust: true\n',
            "2: found unexpected end of stream (while scanning a quoted scalar, which begins in line 1)",
        ),
        ("title: a\nstage: [1\n", "2: did not find expected ',' or ']'"),
        ("title: a\n  must: true\n", "2: mapping values are not allowed"),
        ("title: a\nb\x07ell: 1\n", "2: the character U+0007 is not allowed — take it out"),
        ("- title\n", "1: the file should be a mapping of keys to values, and is none — begin with: title"),
        ("", "1: the file should be a mapping of keys to values, and is empty — begin with: title"),
        (
            "# only a comment\n",
            "1: the file should be a mapping of keys to values, and is empty — begin with: title",
        ),
        (b"title: a\nmust: \xff\n", "2: this is not UTF-8 text — save the file as UTF-8"),
        ("title: a\nnotes: " + "[" * 200 + "]" * 200, "2: this is nested more than 32 deep"),
        ("title: [" + "a, " * 30_000 + "]", "1: there are more than 20,000 values"),
        ("title: \u202eevil\nmust: \u202eno\n", '2: `must` should be true or false, and is "⟨U+202E⟩no"'),
    ],
)
def test_what_is_wrong_is_said_with_its_line(tmp_path: Path, text: str | bytes, message: str) -> None:
    assert problems(tmp_path, text)[0].startswith(message)


def test_a_file_that_is_wrong_all_over_is_told_in_a_bounded_way(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text("title: a\n" + "".join(f"key{number}: 1\n" for number in range(200)))
    with pytest.raises(GradeError) as caught:
        load(path, Rubric)
    lines = str(caught.value).splitlines()
    assert len(lines) == 51
    assert lines[-1] == "... and 150 more"


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_bytes(b"\xef\xbb\xbftitle: a\r\nmust: true\r\n")
    assert load(path, Rubric) == Rubric(title="a", must=True)


def test_a_file_without_measure_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "rubric.yaml"
    path.write_text("title: " + "a" * 600 * 1024)
    with pytest.raises(GradeError, match=r"rubric\.yaml has more than 512 KiB; is it the right file"):
        load(path, Rubric)


def test_a_file_that_is_not_there_is_told_with_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "rubric.yaml").write_text("title: a")
    with pytest.raises(GradeError, match=r'no such file or folder: .*rubrik.yaml — did you mean "rubric.yaml"\?'):
        load(tmp_path / "rubrik.yaml", Rubric)
    with pytest.raises(GradeError, match="is a folder; name the YAML file in it"):
        load(tmp_path, Rubric)


def test_the_billion_laughs_are_no_joke_and_no_bomb(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 10)]
    assert "anchors are not used here" in problems(tmp_path, "\n".join(lines))[0]


@given(st.one_of(st.binary(max_size=300), st.text(st.sampled_from("ab:-[]{}&*!|>'\"#%@,?~ \n\t01"), max_size=60)))
def test_any_file_is_data_or_problems_with_lines(tmp_path_factory: pytest.TempPathFactory, text: str | bytes) -> None:
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    data = text.encode() if isinstance(text, str) else text
    path.write_bytes(data)
    document = read(path)
    assert all(1 <= problem.line <= data.count(b"\n") + data.count(b"\r") + 2 for problem in document.problems)
    yamlfile.check(document, Rubric)
