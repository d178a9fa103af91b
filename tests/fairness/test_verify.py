"""`grade challenge verify` on a small challenge that is fair, and on ones that each lack one thing."""

import json
import shutil
import subprocess
import sys

import pytest
from machine import require

from harness.challenge import load
from harness.fairness.mutants import mutants
from harness.unpack import unpack

pytestmark = [pytest.mark.bubblewrap, pytest.mark.slow]

# fmt: off
FILES = {
    "challenge.yaml": """name: clamp
title: Keep a number in bounds
imports: [clamp]
limits: {test_s: 20, run_s: 120}
groups: {inside: 1, outside: 1}
entry_points: ["clamp.clamp(value, low, high)"]
rules: {1: a number between the bounds stays, 2: one beyond a bound becomes that bound}
"""
    + (EXCUSES := """mutation:
  equivalent:
    - {file: clamp.py, line: 2, change: "value <= low", reason: a number at the bound is the bound}
    - {file: clamp.py, line: 4, change: "value >= high", reason: a number at the bound is the bound}
"""),
    "brief.md": "# Clamp\n\nWrite `clamp(value, low, high)`.\n\n1. A number inside stays.\n2. One outside becomes the bound.\n\n"
    "Each test may take 20 s, all of them 120 s.\n",
    "starter/clamp.py": "def clamp(value, low, high):\n    raise NotImplementedError\n",
    "reference/clamp.py": "def clamp(value, low, high):\n    if value < low:\n        return low\n    if value > high:\n        return high\n    return value\n",
    "tests/public/test_clamp.py": "from clamp import clamp\n\n\ndef test_inside():\n    assert clamp(2, 1, 3) == 2\n",
    "tests/hidden/test_inside.py": "import pytest\nfrom clamp import clamp\n\n\n@pytest.mark.rule(1)\ndef test_between():\n    assert clamp(5, 1, 9) == 5\n\n\n"
    "@pytest.mark.rule(1)\ndef test_at_the_bounds():\n    assert clamp(1, 1, 9) == 1 and clamp(9, 1, 9) == 9\n",
    "tests/hidden/test_outside.py": "import pytest\nfrom clamp import clamp\n\n\n@pytest.mark.rule(2)\ndef test_below():\n    assert clamp(-3, 1, 9) == 1\n\n\n"
    "@pytest.mark.rule(2)\ndef test_above():\n    assert clamp(12, 1, 9) == 9\n",
    "samples/minmax/clamp.py": "def clamp(value, low, high):\n    return max(low, min(value, high))\n",
    "samples/minmax.yaml": "label: right-sized\ngroups: {inside: pass, outside: pass}\n",
    "samples/sorts/clamp.py": "clamp = lambda *three: sorted(three)[1]\n",
    "samples/sorts.yaml": "label: right-sized\ngroups: {inside: pass, outside: pass}\n",
    "samples/moves/clamp.py": "def clamp(value, low, high):\n    return low if value < high else high\n",
    "samples/moves.yaml": "label: broken\nbreaks: [1]\ngroups: {inside: fail, outside: pass}\n",
    "samples/stays/clamp.py": "def clamp(value, low, high):\n    return value\n",
    "samples/stays.yaml": "label: broken\nbreaks: [2]\ngroups: {inside: pass, outside: fail}\n",
}


@pytest.fixture
def folder(tmp_path):
    require("bubblewrap")
    for name, text in FILES.items():
        place = tmp_path / "clamp" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, "utf-8")
    return tmp_path / "clamp"


def verify(folder, *more):
    argv = [sys.executable, "-m", "harness", "challenge", "verify", str(folder), "--sandbox", "bubblewrap", "--json", *more]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=600, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    found = json.loads(done.stdout) if done.stdout else {}
    return done.returncode, {check["name"]: check for check in found.get("checks", ())}, found, done.stderr


def test_a_fair_challenge_and_its_record(folder):
    status, checks, found, said = verify(folder, "--record", "-o", str(folder / "out"))
    assert status == 0, (checks, said)
    assert found["mutation"]["score"] >= 85 and found["mutation"]["mutants"] >= 4 and len(found["mutation"]["survivors"]) == 2
    assert [(rule["number"], len(rule["tests"]), rule["samples"]) for rule in found["rules"]] == [
        (1, 2, ["moves"]),
        (2, 2, ["stays"]),
    ]
    assert "Fairness of clamp: fair" in (folder / "FAIRNESS.md").read_text("utf-8")
    assert {path.name for path in (folder / "out").iterdir()} == {"fairness.json", "fairness.md", "fairness.junit.xml"}


def change(folder, name, old, new):
    text = (folder / name).read_text("utf-8")
    assert old in text
    (folder / name).write_text(text.replace(old, new), "utf-8")


UNFAIR = {
    "mutants that no test catches and nobody excuses": ("mutants", "challenge.yaml", EXCUSES, ""),
    "a reference that is wrong": ("reference", "reference/clamp.py", "return high", "return low"),
    "a test without a rule": (
        "rules traced",
        "tests/hidden/test_outside.py",
        "@pytest.mark.rule(2)\ndef test_above",
        "def test_above",
    ),
    "a rule without a sample": ("rules traced", "samples/stays.yaml", "breaks: [2]", "breaks: [1, 2]"),
    "a test that nobody has to earn": (
        "nothing for nothing",
        "tests/hidden/test_inside.py",
        "assert clamp(5, 1, 9) == 5",
        "pass",
    ),
    "a sample that gets another score": ("samples", "samples/stays.yaml", "outside: fail", "outside: pass"),
    "tests that refuse another way": (
        "samples",
        "tests/hidden/test_inside.py",
        "assert clamp(5",
        "assert clamp.__name__ == 'clamp' and clamp(5",
    ),
    "tests that hang on their order": (
        "independence",
        "tests/hidden/test_outside.py",
        "@pytest.mark.rule(2)\ndef test_below():\n",
        "SEEN = []\n\n\n@pytest.mark.rule(2)\ndef test_below():\n    SEEN.append(1)\n",
    ),
    "a brief that keeps a limit to itself": ("kit", "brief.md", "all of them 120 s", "all of them a while"),
    "a kit that tells a hidden test": (
        "kit",
        "brief.md",
        "1. A number",
        FILES["tests/hidden/test_inside.py"] * 2 + "1. A number",
    ),
}


@pytest.mark.parametrize("case", UNFAIR)
def test_an_unfair_challenge_is_refused_and_told_why(folder, case):
    check, name, old, new = UNFAIR[case]
    change(folder, name, old, new)
    if check == "independence":
        change(folder, name, "def test_above():\n    assert", "def test_above():\n    assert SEEN and")
    status, checks, _, said = verify(folder, "-n", "1", *(() if check == "mutants" else ("--mutants", "0")))
    assert status == 1, said
    assert not checks[check]["ok"] and (checks[check]["problems"] or check == "mutants"), checks[check]


def test_no_reference_is_told(folder):
    shutil.rmtree(folder / "reference")
    status, _, _, said = verify(folder)
    assert status == 2 and "reference" in said


def test_mutants_are_one_line_each_and_compile(folder):
    found = mutants(unpack(folder / "reference"))
    assert len(found) == len({mutant.submission.files for mutant in found}) >= 5
    assert all("->" in mutant.change and mutant.line in range(1, 7) for mutant in found)
    assert load(folder).mutation.threshold == 85
