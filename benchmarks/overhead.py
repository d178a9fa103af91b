"""What grading costs beside a bare pytest and beside a plain `docker run` of pytest, in one run, side by side.

    python benchmarks/overhead.py [--rounds N] [--tests N ...]

Prints medians in seconds and ratios. Needs a Docker engine and bubblewrap; leave the machine alone meanwhile.
"""

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import click

from harness import challenge as challenges
from harness import environments

GRADE = [sys.executable, "-m", "harness"]
SUBMISSION = """
def add(a, b=0):
    return a + b


class Basket:
    def __init__(self):
        self.items = []

    def put(self, item):
        self.items.append(item)
        return len(self.items)
"""
CALLS = """
import time
from basket import add

RECORDS = [{"id": f"p{i}", "text": "lorem ipsum " * 20, "tokens": i, "score": i / 7, "source": "wiki"} for i in range(3150)]


def test_call():
    add(1)
    began = time.perf_counter()
    for i in range(1000):
        add(i, 1)
    raise AssertionError(f"call_ms {time.perf_counter() - began}")  # a failure's message is how a figure gets out


def test_megabyte(candidate):
    best = []
    for _ in range(7):
        began = time.perf_counter()
        candidate.echo(RECORDS)
        best.append(time.perf_counter() - began)
    raise AssertionError(f"megabyte_ms {1000 * sorted(best)[3]}")
"""


def hidden(tests: int) -> str:
    """`tests` small tests of one function and one class."""
    lines = ["from basket import Basket, add"]
    for i in range(tests):
        if i % 3:
            lines.append(f"def test_{i}():\n    assert add({i}, 1) == {i + 1}")
        else:
            lines.append(f"def test_{i}():\n    basket = Basket()\n    assert basket.put({i}) == 1 and basket.items == [{i}]")
    return "\n\n\n".join(lines) + "\n"


def lay_out(folder: Path, tests: int) -> tuple[Path, Path]:
    """(challenge, submission) with so many tests."""
    challenge, submission = folder / f"challenge-{tests}", folder / "submission"
    (challenge / "tests/hidden").mkdir(parents=True)
    submission.mkdir(parents=True, exist_ok=True)
    (challenge / "challenge.yaml").write_text(
        "name: overhead\nimports: [basket]\ngroups: {small: 1}\nlimits: {run_s: 600}\n", "utf-8"
    )
    (challenge / "tests/hidden/test_small.py").write_text(hidden(tests), "utf-8")
    (submission / "basket.py").write_text(SUBMISSION, "utf-8")
    return challenge, submission


def timed(action: Callable[[], object]) -> float:
    """Wall-clock seconds."""
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def run(argv: list[str], cwd: Path | None = None) -> str:
    """Run to a good end, or stop."""
    env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    done = subprocess.run(argv, cwd=cwd, capture_output=True, text=True, check=False, env=env)
    if done.returncode:
        raise SystemExit(f"{' '.join(argv[:6])}... ended with {done.returncode}:\n{done.stdout}\n{done.stderr}")
    return done.stdout


class Contestants:
    """The ways to run the same tests."""

    def __init__(self, challenge: Path, submission: Path, scratch: Path) -> None:
        self.challenge, self.submission, self.scratch = challenge, submission, scratch
        spec = challenges.load(challenge).environment
        self.image = environments.prepare("docker", spec, print)
        self.venv = environments.prepare("bubblewrap", spec, print)
        (host,) = [source for source, place in self.venv.mounts["examiner"].items() if place == "/opt/grade/env"]
        self.python = f"{host}/bin/python"
        self.plain = scratch / f"plain-{challenge.name}"
        shutil.copytree(challenge / "tests/hidden", self.plain)
        shutil.copy(submission / "basket.py", self.plain)
        self.examine: dict[str, float] = {}

    def pytest(self) -> float:
        return timed(lambda: run([self.python, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(self.plain)], self.plain))

    def docker_run(self) -> float:
        locked = (
            "--rm --network none --cap-drop ALL --security-opt no-new-privileges --read-only --user 60001:60001 --pids-limit 64"
        )
        memory = "--memory 512m --memory-swap 512m --cpus 1 --tmpfs /tmp --log-driver none"
        argv = ["docker", "run", *locked.split(), *memory.split(), "-v", f"{self.plain}:/plain:ro", "-w", "/plain"]
        inside = [self.image.image["examiner"], self.image.python["examiner"], "-m", "pytest", "-q", "-p", "no:cacheprovider"]
        argv[2:2] = ["-e", "PYTEST_DISABLE_PLUGIN_AUTOLOAD=1"]
        return timed(lambda: run([*argv, *inside]))

    def grade(self, sandbox: str) -> float:
        out = self.scratch / f"out-{sandbox}"
        argv = [*GRADE, "run", str(self.submission), "-c", str(self.challenge), "--sandbox", sandbox, "-o", str(out), "--fresh"]
        took = timed(lambda: run([*argv, "--fail-under", "100"]))
        result = json.loads((out / "submission/result.json").read_text("utf-8"))
        self.examine[sandbox] = result["provenance"]["steps_s"]["examine"]
        return took


def compare(tests: int, rounds: int, scratch: Path) -> None:
    """One table for one number of tests."""
    challenge, submission = lay_out(scratch, tests)
    who = Contestants(challenge, submission, scratch)
    columns: dict[str, list[float]] = {}
    for number in range(rounds + 1):
        row = {"pytest": who.pytest(), "docker run": who.docker_run()}
        for sandbox in ("bubblewrap", "docker"):
            row[f"grade {sandbox}"] = who.grade(sandbox)
            row[f"examine {sandbox}"] = who.examine[sandbox]
        for name, value in row.items() if number else ():  # the first round warms the caches
            columns.setdefault(name, []).append(value)
    middle = {name: statistics.median(values) for name, values in columns.items()}
    print(f"\n{tests} small tests, median of {rounds} rounds")
    for name, value in middle.items():
        span = f"from {min(columns[name]):.3f} to {max(columns[name]):.3f}"
        print(f"  {name:20} {value:7.3f} s   {1000 * value / tests:7.2f} ms a test   ({span})")
    for sandbox, bar in (("bubblewrap", "pytest"), ("docker", "docker run")):
        examine, whole = middle[f"examine {sandbox}"], middle[f"grade {sandbox}"]
        print(f"  examine {sandbox} / {bar}: {examine / middle[bar]:.2f}; the whole command takes {whole - examine:.3f} s more")


def boundary(scratch: Path) -> None:
    """What one call, one megabyte and one fresh interpreter cost."""
    challenge, submission = lay_out(scratch / "boundary", 1)
    (challenge / "tests/hidden/test_small.py").write_text(CALLS, "utf-8")
    many, _ = lay_out(scratch / "many", 200)
    for sandbox in ("bubblewrap", "docker"):
        result = json.loads(
            run(
                [
                    *GRADE,
                    "run",
                    str(submission),
                    "-c",
                    str(challenge),
                    "--sandbox",
                    sandbox,
                    "-o",
                    str(scratch / "b"),
                    "--fresh",
                    "--json",
                ]
            )
        )
        printed = " ".join(test["message"] for test in result["groups"][0]["tests"])
        figures = dict(zip(printed.split()[::2], printed.split()[1::2], strict=False))
        result = json.loads(
            run(
                [
                    *GRADE,
                    "run",
                    str(submission),
                    "-c",
                    str(many),
                    "--sandbox",
                    sandbox,
                    "-o",
                    str(scratch / "b"),
                    "--fresh",
                    "--json",
                ]
            )
        )
        fresh = statistics.median(test["duration_s"] for test in result["groups"][0]["tests"])
        call, megabyte = float(figures["call_ms"]), float(figures["megabyte_ms"])
        print(f"\n{sandbox}: one call {call:.3f} ms, 1 MB there and back {megabyte:.1f} ms")
        print(f"  one test with its fresh interpreter {1000 * fresh:.1f} ms")


@click.command()
@click.option("--rounds", default=9, show_default=True)
@click.option("--tests", multiple=True, type=int, default=(30, 100, 1000), show_default=True)
def main(rounds: int, tests: tuple[int, ...]) -> None:
    """Compare, and print tables."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder)
        for count in tests:
            compare(count, rounds if count < 500 else min(rounds, 3), scratch / str(count))
        boundary(scratch / "calls")


if __name__ == "__main__":
    main()
