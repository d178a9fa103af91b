"""The scripts that bring a bare machine to where it can run this project, as far as a machine that is set up can tell."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, **environ}
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS"):
        env.pop(name, None)
    return subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL)


@pytest.fixture
def checkout(tmp_path: Path) -> Iterator[Path]:
    """Just what setting up needs, with a .venv of its own to make."""
    for name in ("pyproject.toml", "README.md", "Makefile"):
        shutil.copy(ROOT / name, tmp_path)
    for name in ("tools", "harness", "challenges", "reports", "rubrics"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    yield tmp_path
    shutil.rmtree(tmp_path / ".venv", ignore_errors=True)


def test_setting_up_again_does_nothing() -> None:
    run("make", "setup-dev")
    done = run("make", "setup-dev")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


@pytest.mark.slow
def test_a_bare_checkout_gets_a_working_command(checkout: Path) -> None:
    done = run("make", "setup", cwd=checkout)
    assert done.returncode == 0, done.stderr
    assert run(".venv/bin/grade", "--version", cwd=checkout).stdout.startswith("grade, version ")
    assert run("make", "setup", cwd=checkout).stderr == ""

    (checkout / "pyproject.toml").write_text((checkout / "pyproject.toml").read_text() + "\n# changed\n")
    assert "installing the project" in run("make", "setup", cwd=checkout).stderr


def test_too_old_a_python_is_told_with_the_way_out(checkout: Path, tmp_path: Path) -> None:
    old = tmp_path / "old-python"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    done = run("make", "setup", cwd=checkout, PYTHON=str(old))
    assert done.returncode != 0
    assert "no Python 3.11 or later found" in done.stderr
    assert "make PYTHON=" in done.stderr
    assert not (checkout / ".venv").exists()


def test_an_engine_elsewhere_that_does_not_answer_is_not_ours_to_install() -> None:
    done = run("tools/engine", DOCKER_HOST="unix:///nonexistent/docker.sock")
    assert done.returncode == 1
    assert done.stderr.startswith("engine: no Docker engine answers")
    assert len(done.stderr.splitlines()) == 1


def test_ci_fails_without_an_engine() -> None:
    done = run(".ci/run", CI="true", DOCKER_HOST="unix:///nonexistent/docker.sock")
    assert done.returncode != 0
    assert "a Docker engine is required here" in done.stderr
    assert "passed" not in done.stdout


@pytest.mark.parametrize(
    "script", sorted(path.name for path in (ROOT / "tools").iterdir() if path.is_file() and path.suffix == "")
)
def test_scripts_can_be_started_and_stop_at_the_first_error(script: str) -> None:
    text = (ROOT / "tools" / script).read_text()
    assert os.access(ROOT / "tools" / script, os.X_OK)
    assert text.startswith("#!/bin/")
    assert "set -eu" in text
