"""Submissions that attack the boundary itself: none gets a point, ends the run, or changes another test's verdict."""

import textwrap

import pytest

from harness import challenge as challenges
from harness.evaluation import TestResult
from harness.examine import examine
from harness.sandbox import process
from harness.submission import SourceFile, Submission

# Where the candidate's code finds the worker and its channel; `tell` sends a frame of its own making.
FORGER = """
import json, struct, sys

worker = sys.stdout.buffer.raw.worker

def tell(*message):
    data = json.dumps(message).encode()
    worker.channel.socket.sendall(struct.pack(">I", len(data)) + data)

def forged(value, changed=()):
    tell("ok", value, list(changed))
    sys.modules["time"].sleep(60)

"""


@pytest.fixture
def run(tmp_path):
    """Verdicts, by test, of a submission (one module `work`, or files by name) against the given hidden tests."""

    def run(candidate: str | dict[str, str], hidden: str, limits="{test_s: 3, run_s: 60}") -> dict[str, TestResult]:
        folder = tmp_path / "challenge"
        (folder / "tests/hidden").mkdir(parents=True, exist_ok=True)
        (folder / "challenge.yaml").write_text(f"name: tried\nimports: [work]\nlimits: {limits}\ngroups: {{one: 1}}\n", "utf-8")
        (folder / "tests/hidden/test_one.py").write_text(textwrap.dedent(hidden), "utf-8")
        files = candidate if isinstance(candidate, dict) else {"work.py": candidate}
        sources = tuple(SourceFile(name, textwrap.dedent(text).encode()) for name, text in files.items())
        report = examine(Submission("tried", "0" * 64, sources), challenges.load(folder), process, process.environment())
        return {test.name: test for test in report.tests}

    return run


def verdicts(tests: dict[str, TestResult]) -> list[str]:
    return [test.verdict.value for test in tests.values()]


# ---------------------------------------------------------------- the agent


@pytest.mark.parametrize("module", ["stringprep", "unicodedata", "quopri"])
def test_the_agent_loads_nothing_of_the_candidates(run, tmp_path, module):
    """`stringprep` and `unicodedata` are loaded for a connection, `quopri` by a source file that names it as its coding."""
    mark = tmp_path / "mark"
    tests = run(
        {
            "work.py": "def f(): return 1",
            "coded.py": "# coding: quopri\nx = 1\n",
            f"{module}.py": f"import os\nopen({str(mark)!r}, 'w').close()\nos._exit(1)",
        },
        "from work import f\ndef test_a(): assert f() == 1",
    )
    assert verdicts(tests) == ["passed"] and not mark.exists()
