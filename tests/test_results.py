import json
import os
import shutil
from pathlib import Path

import evaluations
import jsonschema
import pytest
from click.testing import CliRunner

from harness import junit, report, results
from harness.cli.main import command
from harness.errors import GradeError, HarnessError


@pytest.fixture(scope="session")
def written(tmp_path_factory):
    """A folder as `results.write` leaves it; tests get a copy."""
    folder = tmp_path_factory.mktemp("results") / "out"
    results.write(folder, evaluations.wrong())
    return folder


@pytest.fixture
def stored(written, tmp_path):
    return Path(shutil.copytree(written, tmp_path / "out")) / "result.json"


def refused(path: Path) -> str:
    with pytest.raises(GradeError) as caught:
        results.read(path)
    assert caught.value.exit_status == 2
    return str(caught.value)


def changed(path: Path, **values: object) -> Path:
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")) | values), "utf-8")
    return path


@pytest.mark.parametrize("kind", ["good", "wrong", "cheating", "internal_error", "hostile"])
def test_what_was_written_is_read_again(kind, tmp_path):
    evaluation = evaluations.ALL[kind]()
    results.write(tmp_path, evaluation)
    assert results.read(tmp_path / "result.json") == evaluation
    assert results.read(tmp_path) == evaluation


def test_three_files_and_nothing_else(stored):
    assert sorted(path.name for path in stored.parent.iterdir()) == ["findings.sarif", "junit.xml", "report.html", "result.json"]
    assert (stored.parent / "report.html").read_text("utf-8") == report.render(evaluations.wrong())
    assert (stored.parent / "junit.xml").read_bytes() == junit.render(evaluations.wrong())


def test_result_json_has_what_the_design_promises(stored):
    found = json.loads(stored.read_text("utf-8"))
    assert found["schema"] == "grade/result/1"
    assert found["challenge"].keys() >= {"name", "sha256"}
    assert found["submission"].keys() >= {"name", "sha256"}
    assert found["total"] == 64.17
    assert found["groups"][0].keys() >= {"name", "weight", "score", "tests"}
    assert found["groups"][0]["tests"][0].keys() >= {"name", "verdict", "message", "duration_s"}
    assert found["scope"].keys() >= {"band", "points", "findings"}
    assert {"sandbox", "provenance"} <= found.keys()


def test_open_total_is_null(tmp_path):
    results.write(tmp_path, evaluations.internal_error())
    assert json.loads((tmp_path / "result.json").read_text("utf-8"))["total"] is None


def test_written_over_an_older_result(stored):
    results.write(stored.parent, evaluations.good())
    assert results.read(stored).submission.name == "amber-heron"
    assert "amber-heron" in (stored.parent / "report.html").read_text("utf-8")


def test_no_result_where_a_page_cannot_be_written(stored):
    (stored.parent / "junit.xml").unlink()
    (stored.parent / "junit.xml").mkdir()
    (stored.parent / "junit.xml" / "in the way").touch()
    with pytest.raises(HarnessError, match=r"junit\.xml"):
        results.write(stored.parent, evaluations.good())
    assert not stored.exists()
    assert not list(stored.parent.glob(".*"))


def test_nothing_is_touched_where_a_page_cannot_be_rendered(stored, monkeypatch):
    def fails(evaluation):
        raise RuntimeError("no page")

    monkeypatch.setattr(junit, "render", fails)
    with pytest.raises(RuntimeError):
        results.write(stored.parent, evaluations.good())
    assert results.read(stored).submission.name == "quiet-otter"


def test_a_link_in_the_way_is_not_followed(stored, tmp_path):
    victim = tmp_path / "victim"
    victim.write_text("mine")
    for name in ("result.json", "report.html", "junit.xml"):
        (stored.parent / name).unlink()
        (stored.parent / name).symlink_to(victim)
    results.write(stored.parent, evaluations.good())
    assert victim.read_text() == "mine"
    assert not stored.is_symlink()


def test_folder_that_cannot_be_made(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(HarnessError, match="--out"):
        results.write(tmp_path / "file" / "out", evaluations.good())


def test_missing(tmp_path):
    assert "there is no such file" in refused(tmp_path / "result.json")
    assert "there is no such file" in refused(tmp_path)


def test_cut_short(stored):
    data = stored.read_bytes()
    for length in (0, 1, len(data) // 2, len(data) - 3):
        stored.write_bytes(data[:length])
        assert "is damaged: no JSON at line" in refused(stored)


def test_no_utf8(stored):
    stored.write_bytes(b'{"schema": "\xff"}')
    assert "is damaged: byte 12 is no UTF-8" in refused(stored)


def test_nested_too_deeply(stored):
    stored.write_text("[" * 200_000)
    assert "is damaged" in refused(stored)


@pytest.mark.parametrize("text", ["[]", "null", "42", '"grade/result/1"', "{}", '{"schema": 1}', '{"name": "package"}'])
def test_foreign(stored, text):
    stored.write_text(text)
    assert "is no result of grade: it names no schema" in refused(stored)


@pytest.mark.parametrize(
    "schema", ["grade/scorecard/1", "other", "grade/result/x", "grade/result/0", "grade/result/-1", "\x1b[31m"]
)
def test_of_another_schema(stored, schema):
    message = refused(changed(stored, schema=schema))
    assert "is no result of grade: its schema is" in message
    assert "\x1b" not in message


@pytest.mark.parametrize("version", ["2", "10", "1" + "0" * 5000], ids=["next", "later", "absurd"])
def test_newer(stored, version):
    message = refused(changed(stored, schema=f"grade/result/{version}", more="than this one knows"))
    assert "was written by a newer grade" in message
    assert "update grade" in message


def test_damaged_value_is_named(stored):
    found = json.loads(stored.read_text("utf-8"))
    found["groups"][1]["tests"][0]["verdict"] = "fine"
    message = refused(changed(stored, groups=found["groups"]))
    assert "is damaged: groups.1.tests.0.verdict" in message


def test_unknown_key_is_named(stored):
    assert "is damaged: surprise" in refused(changed(stored, surprise=1))


def test_unreadable(stored, monkeypatch):
    def fails(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", fails)  # root may read everything, so the real thing can't be had here
    assert "cannot read" in refused(stored)


def test_a_pipe_does_not_hang(tmp_path):
    os.mkfifo(tmp_path / "result.json")
    assert "there is no such file" in refused(tmp_path / "result.json")


@pytest.mark.parametrize("kind", ["good", "wrong", "cheating", "internal_error", "hostile"])
def test_results_keep_to_the_schema(kind):
    schema = results.json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(results.to_json(evaluations.ALL[kind]())), schema, jsonschema.Draft202012Validator)


def test_schema_refuses_what_is_no_result():
    found = json.loads(results.to_json(evaluations.good())) | {"surprise": 1}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(found, results.json_schema(), jsonschema.Draft202012Validator)


def test_command_prints_the_schema():
    done = CliRunner().invoke(command, ["schema"])
    assert done.exit_code == 0
    assert json.loads(done.stdout) == results.json_schema()
