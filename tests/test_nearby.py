"""What a person is told who named something that is not there."""

from pathlib import Path

import pytest

from harness.nearby import did_you_mean, no_such_file


@pytest.mark.parametrize(
    ("word", "known", "help_"),
    [
        ("pakages", ["packages", "python"], 'did you mean "packages"?'),
        ("Context-Paker", ["context-packer", "ticket-triage"], 'did you mean "context-packer"?'),
        ("title1", ["title", "titles"], 'did you mean "title" or "titles"?'),
        ("zzz", ["packages"], ""),
        ("x", [], ""),
    ],
)
def test_near_names_are_offered(word: str, known: list[str], help_: str) -> None:
    assert did_you_mean(word, known) == help_


def test_near_files_are_offered(tmp_path: Path) -> None:
    for name in ("anna-submission.zip", "notes.txt", "solution.tar.gz", "Makefile"):
        (tmp_path / name).touch()
    assert no_such_file(tmp_path / "ana-submission.zip").endswith(' — did you mean "anna-submission.zip"?')
    assert no_such_file(tmp_path / "solution.zip").endswith(' — did you mean "solution.tar.gz"?')
    assert "it holds Makefile, anna-submission.zip" in no_such_file(tmp_path / "qqqq")
    assert f"nor the folder {tmp_path}/away" in no_such_file(tmp_path / "away/solution.zip")


def test_names_in_the_folder_are_shown_without_what_they_hide(tmp_path: Path) -> None:
    (tmp_path / "solution\x1b[31m.zip").touch()
    assert "solution␛[31m.zip" in no_such_file(tmp_path / "solution.zip")
