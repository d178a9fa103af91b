"""`grade image` as a person meets it, with a cache of its own."""

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness import challenge as challenges
from harness.cli.image import command
from harness.environments import cache, venv

pytestmark = pytest.mark.bubblewrap


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="grade-test-", dir="/tmp") as place:
        Path(place).chmod(0o755)  # a sandbox's user reads it
        monkeypatch.setattr(cache, "folder", lambda: Path(place))
        monkeypatch.setattr(challenges, "known", lambda: ["context-packer"])
        yield Path(place)


def image(*arguments: str) -> str:
    result = CliRunner().invoke(command, [*arguments, "--sandbox", "bubblewrap"], catch_exceptions=False, standalone_mode=False)
    assert result.exit_code == 0, result.output
    return result.stdout


def test_build_list_and_prune(store: Path) -> None:
    assert image("list") == "nothing is kept\n"
    assert image("build").startswith("context-packer: ready for bubblewrap (")
    (left_by_a_dead_run := store / "environments" / ".half.made").mkdir()
    (nobodys := store / "harness" / "0123456789abcdef").mkdir()

    title, *lines, total = image("list").splitlines()
    assert title.split() == ["SANDBOX", "WHAT", "SIZE", "AGE", "USED", "BY"]
    assert sum(line.endswith("  context-packer") for line in lines) >= 3
    assert sum(line.endswith("  no known challenge") for line in lines) == 2
    assert "  all  " in total

    kept = {row["name"]: row for row in json.loads(image("list", "--json"))}
    assert kept[str(nobodys)]["challenges"] == []
    assert kept[str(left_by_a_dead_run)]["kind"] == "unfinished"
    assert all(row["sandbox"] == "bubblewrap" and row["bytes"] >= 0 for row in kept.values())

    assert image("prune") == "removed 2 things, 0.0 MB\n"
    assert {row["name"] for row in json.loads(image("list", "--json"))} == kept.keys() - {str(nobodys), str(left_by_a_dead_run)}

    removed = json.loads(image("prune", "--all", "--json"))
    assert {row["name"] for row in removed["removed"]} == kept.keys() - {str(nobodys), str(left_by_a_dead_run)}
    assert removed["left"] == []
    assert list(venv.kept()) == []


def test_json_is_all_that_stands_on_standard_output(store: Path) -> None:
    (made,) = json.loads(image("build", "context-packer", "--json"))
    assert made["challenge"] == "context-packer"
    assert made["sandbox"] == "bubblewrap"
    assert len(made["sha256"]) == 64
