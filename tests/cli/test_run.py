"""`grade SUBMISSION...` as its users run it: a real command, a real sandbox."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from pathlib import Path

import pytest
from machine import require

pytestmark = pytest.mark.bubblewrap

CHALLENGE = {
    "challenge.yaml": "name: adding\nimports: [work]\nlimits: {test_s: 2, run_s: 60}\ngroups: {small: 1, big: 3}\n",
    "tests/hidden/test_small.py": "from work import add\n\ndef test_small():\n    assert add(1, 1) == 2\n",
    "tests/hidden/test_big.py": "from work import add\n\ndef test_big():\n    assert add(10**30, 1) == 10**30 + 1\n",
}
RIGHT = "def add(a, b):\n    return a + b\n"
WRONG = "def add(a, b):\n    return 2\n"
SLEEPS = "import time\n\ndef add(a, b):\n    time.sleep(600)\n"


@pytest.fixture(scope="module", autouse=True)
def _bubblewrap():
    require("bubblewrap")


@pytest.fixture
def folder(tmp_path):
    for name, text in CHALLENGE.items():
        place = tmp_path / "adding" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    for name, text in {"right": RIGHT, "wrong": WRONG, "sleeps": SLEEPS}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "work.py").write_text(text, "utf-8")
    return tmp_path


def grade(folder, *arguments, **options):
    argv = [sys.executable, "-m", "harness", *arguments]
    return subprocess.run(argv, cwd=folder, capture_output=True, text=True, timeout=120, check=False, **options)


BASE = ("--challenge", "adding", "--sandbox", "bubblewrap")


def test_a_table_the_total_and_the_reports_path(folder):
    done = grade(folder, "right", *BASE)
    assert done.returncode == 0, done.stderr
    for text in ("small", "big", "1/1", "total   100 %", "results/right/report.html"):
        assert text in done.stdout
    names = {path.name for path in (folder / "results/right").iterdir()}
    assert names == {"result.json", "report.html", "junit.xml", "findings.sarif", "run.log"}


def test_run_is_the_same(folder):
    assert grade(folder, "run", "right", *BASE).returncode == 0


def test_a_low_score_is_graded_all_the_same(folder):
    done = grade(folder, "wrong", *BASE)
    assert done.returncode == 0 and "total   25 %" in done.stdout and "1 wrong" in done.stdout


@pytest.mark.parametrize(("percent", "status"), [("25", 0), ("25.01", 1)])
def test_fail_under(folder, percent, status):
    assert grade(folder, "wrong", *BASE, "--fail-under", percent).returncode == status


def test_json_is_result_json_and_nothing_else(folder):
    done = grade(folder, "wrong", *BASE, "--json")
    found = json.loads(done.stdout)
    assert found == json.loads((folder / "results/wrong/result.json").read_text("utf-8"))
    assert found["schema"] == "grade/result/1" and found["total"] == 25.0
    assert [group["name"] for group in found["groups"]] == ["small", "big"]


def test_several_at_a_time_in_the_order_given(folder):
    done = grade(folder, "wrong", "right", *BASE, "--jobs", "2", "--json")
    assert [json.loads(line)["submission"]["name"] for line in done.stdout.splitlines()] == ["wrong", "right"]


def test_bad_input_does_not_take_the_others_with_it(folder):
    (folder / "broken.zip").write_bytes(b"PK\x03\x04 and then nothing")
    done = grade(folder, "broken.zip", "right", "missing.zip", *BASE)
    assert done.returncode == 2 and "total   100 %" in done.stdout
    assert "broken.zip" in done.stderr and "missing.zip" in done.stderr and "Traceback" not in done.stderr


def test_two_of_one_name_have_a_folder_each_and_what_is_too_large_is_told(folder):
    shutil.copytree(folder / "right", folder / "a b")
    shutil.copytree(folder / "wrong", folder / "a-b")
    (folder / "large").mkdir()
    for name in "ab":
        (folder / "large" / name).write_bytes(bytes(9 * 1024 * 1024))
    (folder / "adding/challenge.yaml").write_text(CHALLENGE["challenge.yaml"].replace("{test_s", "{disk_mib: 2, test_s"), "utf-8")
    done = grade(folder, "a b", "a-b", "large", *BASE, "--json")
    assert [json.loads(line)["total"] for line in done.stdout.splitlines()] == [100.0, 25.0]
    assert done.returncode == 2 and "its files need 18.0 MiB, and the work folder of adding has 2 MiB" in done.stderr
    assert len(list((folder / "results").glob("a-b*"))) == 2


def test_the_challenge_that_the_submission_names(folder):
    (folder / "right/.challenge").write_text("no-such-challenge\n", "utf-8")
    done = grade(folder, "right", "--sandbox", "bubblewrap")
    assert done.returncode == 2 and "no-such-challenge" in done.stderr and "context-packer" in done.stderr


def test_no_challenge_named(folder):
    done = grade(folder, "right", "--sandbox", "bubblewrap")
    assert done.returncode == 2 and "--challenge" in done.stderr


def test_a_zip_grades_as_its_folder(folder):
    with zipfile.ZipFile(folder / "handed-in.zip", "w") as archive:
        archive.write(folder / "right/work.py", "top/work.py")
    hashes = [
        json.loads(grade(folder, name, *BASE, "--json").stdout)["submission"]["sha256"] for name in ("right", "handed-in.zip")
    ]
    assert hashes[0] == hashes[1]


def test_a_batch_goes_on_where_it_stopped(folder):
    grade(folder, "right", *BASE)
    stamp = (folder / "results/right/result.json").stat().st_mtime_ns
    again = grade(folder, "right", *BASE)
    assert "earlier run" in again.stdout and (folder / "results/right/result.json").stat().st_mtime_ns == stamp
    (folder / "right/work.py").write_text(WRONG, "utf-8")
    assert "total   25 %" in grade(folder, "right", *BASE).stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--jobs", "0"), "0"),
        (("--sandbox", "none"), "none"),
        (("--fail-under", "101"), "101"),
        (("--challenge", "ading"), "ading"),
        (("--no-such-option",), "No such option"),
    ],
)
def test_bad_usage(folder, arguments, told):
    done = grade(folder, "right", *arguments)
    assert done.returncode == 2 and told in done.stderr and "Traceback" not in done.stderr


def test_no_sandbox_is_status_3_and_says_what_to_install(folder):
    done = grade(
        folder, "right", "--challenge", "adding", "--sandbox", "docker", env={**os.environ, "DOCKER_HOST": "tcp://127.0.0.1:9"}
    )
    assert done.returncode == 3 and "docker" in done.stderr.lower() and "Traceback" not in done.stderr


def test_results_that_cannot_be_written(folder):
    (folder / "taken").write_text("a file", "utf-8")
    done = grade(folder, "right", *BASE, "--out", "taken")
    assert done.returncode in (2, 3) and "taken" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_every_sandbox_is_gone(folder, number):
    shutil.copytree(folder / "sleeps", folder / "sleeps2")
    argv = [sys.executable, "-m", "harness", "sleeps", "sleeps2", *BASE, "--jobs", "2"]
    (folder / "adding/challenge.yaml").write_text(CHALLENGE["challenge.yaml"].replace("test_s: 2", "test_s: 60"), "utf-8")
    running = subprocess.Popen(argv, cwd=folder, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 60
    while len(sandboxes := _sandboxes(running.pid)) < 4 and time.monotonic() < deadline:  # a reader's may end at any time
        time.sleep(0.1)
    assert len(sandboxes) >= 4
    time.sleep(1)
    running.send_signal(number)
    _, told = running.communicate(timeout=30)
    assert running.returncode == 130 and "interrupted" in told and "Traceback" not in told
    time.sleep(0.2)
    assert not [pid for pid in sandboxes if Path(f"/proc/{pid}").exists()]


def _sandboxes(parent):
    """Processes of bubblewrap below `parent`."""
    parents, names = {}, {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/stat", encoding="latin-1") as file:
                    head, _, rest = file.read().rpartition(")")
            except OSError:
                continue
            parents[int(entry)] = int(rest.split()[1])
            names[int(entry)] = head.partition("(")[2]
    below = {parent}
    while more := {child for child, up in parents.items() if up in below} - below:
        below |= more
    return [pid for pid in below if names.get(pid, "").startswith(("bwrap", "python")) and pid != parent]
