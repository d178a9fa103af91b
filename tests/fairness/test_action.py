"""The GitHub Action: its script, run as a runner would, with the program in the place that it makes."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[2]
ACTION = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))


@pytest.fixture
def run(tmp_path):
    """Runs the step that verifies, with a `grade` that does as its challenge's folder says."""
    grade = tmp_path / "grade" / "bin" / "grade"
    grade.parent.mkdir(parents=True)
    grade.write_text(
        f"#!{sys.executable}\n"
        "import pathlib, sys\n"
        "folder, out = sys.argv[3], pathlib.Path(sys.argv[sys.argv.index('--out') + 1])\n"
        "status = int(pathlib.Path(folder, 'status').read_text())\n"
        "if status < 2: out.mkdir(parents=True); (out / 'fairness.md').write_text(f'# Fairness of {folder}\\n')\n"
        "else: print(f'{folder}/challenge.yaml:1: is wrong', file=sys.stderr)\n"
        "pathlib.Path(folder, 'asked').write_text(' '.join(sys.argv[1:]))\n"
        "sys.exit(status)\n",
        "utf-8",
    )
    grade.chmod(0o755)
    (step,) = [step for step in ACTION["runs"]["steps"] if step.get("id") == "verify"]

    def go(challenges, **given):
        inputs = (
            {name: about["default"] for name, about in ACTION["inputs"].items()} | given | {"challenge": "\n".join(challenges)}
        )
        environment = {"PATH": os.environ["PATH"], "RUNNER_TEMP": str(tmp_path)}
        for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
            environment[name] = str(tmp_path / name)
        for name, value in step["env"].items():
            for known, text in inputs.items():
                value = value.replace(f"${{{{ inputs.{known} }}}}", text)
            environment[name] = value.replace("${{ runner.temp }}", str(tmp_path))
        assert not any("${{" in value for value in environment.values())
        done = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]], env=environment, cwd=tmp_path, check=False
        )
        return (
            done.returncode,
            (tmp_path / "GITHUB_STEP_SUMMARY").read_text("utf-8"),
            (tmp_path / "GITHUB_OUTPUT").read_text("utf-8"),
        )

    return go


def folder(tmp_path, name, status):
    (tmp_path / name).mkdir()
    (tmp_path / name / "status").write_text(str(status), "utf-8")
    return name


def test_every_challenge_is_shown_and_the_worst_decides(tmp_path, run):
    names = [folder(tmp_path, "fair", 0), folder(tmp_path, "a b; touch x", 1), folder(tmp_path, "no-challenge", 2)]
    status, summary, output = run(names, mutants="20")
    assert status == 2 and not (tmp_path / "x").exists()
    assert "# Fairness of fair\n" in summary and "# Fairness of a b; touch x\n" in summary
    assert "# no-challenge could not be verified" in summary and "    no-challenge/challenge.yaml:1: is wrong" in summary
    assert output == f"folder={tmp_path}/fairness\n"
    assert "verify fair --repeat 3 --jobs 2 --mutants 20 --out" in (tmp_path / "fair/asked").read_text("utf-8")


def test_one_that_is_fair(tmp_path, run):
    assert run([folder(tmp_path, "fair", 0)])[0] == 0
    assert "--mutants" not in (tmp_path / "fair/asked").read_text("utf-8")


def test_no_input_is_put_into_a_script():
    assert not any("${{" in step.get("run", "") for step in ACTION["runs"]["steps"])


def test_the_example_workflow_names_inputs_that_are_there():
    text = (ROOT / "docs/challenge-authors/ci.md").read_text("utf-8")
    workflow = yaml.safe_load(text.partition("```yaml\n")[2].partition("```")[0])
    (step,) = [step for step in workflow["jobs"]["verify"]["steps"] if "grade@" in step["uses"]]
    assert set(step["with"]) <= set(ACTION["inputs"])
