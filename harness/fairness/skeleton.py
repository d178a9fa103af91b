"""`grade challenge new NAME`: a challenge's folder with all that one has, and a mark wherever its author has to write."""

from collections.abc import Mapping
from pathlib import Path

from harness.challengefile import MOST_NAME, is_name
from harness.errors import GradeError
from harness.files import write_whole
from harness.text import one_line

LEFT_OPEN = "FILL" + " IN"  # in two parts, so that this file holds none
"""Stands in every line that the author has to write; `verify` names each that is left."""


def create(name: str, parent: Path) -> list[Path]:
    """Make `parent/name/`; returns the files. Raises GradeError where the name is none or something is there already."""
    if not is_name(name):
        raise GradeError(
            f'"{one_line(name, 100)}" is no name: up to {MOST_NAME} of a-z, 0-9 and single dashes, such as context-packer'
        )
    folder = parent / name
    if folder.exists():
        raise GradeError(f"{folder} is there already — choose another name, or another place with --in FOLDER")
    module = name.replace("-", "_") if not name[0].isdigit() else "solution"
    made = []
    for path, text in _FILES.items():
        place = folder / path.replace("MODULE", module)
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, text.replace("MODULE", module).replace("NAME", name).replace("TO_DO", LEFT_OPEN))
        made.append(place)
    return made


_DECISIONS = """# Decisions

At most a page: what you chose, what you gave up, and why.
"""

_FILES: Mapping[str, str] = {
    "challenge.yaml": """# What each key means: docs/challenge-authors/a-new-challenge.md. Check it with: grade challenge verify .
name: NAME
title: "TO_DO: what is to be built, as an order in a few words"
stage: take-home                    # screening | coding | system-design | take-home
profiles: [product-implementer]     # model-builder | ml-ops | product-implementer
time_box_min: 240
environment: {python: "3.11", packages: [], preload: []}
imports: [MODULE]                   # what the hidden tests import from the submission
entry_points: ["MODULE.solve(request: dict) -> dict"]
limits: {test_s: 20, run_s: 240, memory_mib: 512, pids: 64, cpus: 1, disk_mib: 64, output_kib: 256}
groups: {contract: 2, edges: 3}     # tests/hidden/test_<group>.py and its weight
free_groups: []                     # groups in which an empty submission may score
rules:                              # the brief's, a line each, under the same numbers
  1: "TO_DO: the first rule"
  2: "TO_DO: the second rule"
scope:                              # the measure of over-engineering
  code_lines: 60                    # what the reference needs, about
  allowed_packages: []
  not_asked: ["TO_DO: what candidates like to add and nobody asked for"]
  open_points: ["TO_DO: what a good candidate asks, or writes down as an assumption"]
tools: declare                      # declare | forbidden: what holds for tools that write code
discussion:
  - "TO_DO: a question on their own code for the talk afterwards"
mutation: {threshold: 85, equivalent: []}
""",
    "brief.md": """# TO_DO: what is to be built

A take-home of 4 hours. Python 3.11, nothing beyond the standard library.

TO_DO: who needs this, and what for, in a few sentences.

## What you hand in

- A module `MODULE`, a file or a package, with `solve(request: dict) -> dict`. TO_DO: every key, its type and its meaning.
- `DECISIONS.md`, at most a page: what you chose, what you gave up, and why.
- `QUESTIONS.md`, if you like: what you would ask before building this for real.

Tests of your own are welcome, and cost you nothing.

## The rules

1. TO_DO: the first rule, so that two people who read it write the same test.
2. TO_DO: the second rule.

Either way is right, and no test looks: TO_DO: what the rules leave open by accident.

**Not asked for:** TO_DO: the same as in challenge.yaml. We read what you add beyond the rules as work that somebody will have to
maintain.

**Left open on purpose.** Ask, or write your assumption into `DECISIONS.md`: TO_DO: the same as in challenge.yaml.

## How it is judged

Tests give evidence; people score, two of them, before they talk to each other.

TO_DO: the rubric's criteria by name and weight, as `grade rubric show` tells them; these are those of a coding challenge.

| criterion | weight | what informs it |
|---|---|---|
| Does what was asked, at the edges too | 40 % | the hidden tests, by group |
| Fits the size of the task | 20 % | the code against what was asked, and what was not |
| Can be read, checked and changed by a colleague | 20 % | the code, tests of your own |
| Decisions with reasons, open points named | 20 % | `DECISIONS.md`, `QUESTIONS.md`, and the talk about your submission |

| group of hidden tests | weight | about |
|---|---|---|
| `contract` | 2 | rule 1 |
| `edges` | 3 | rule 2 |

The public tests in your kit are a sample: the hidden ones check the same rules with more examples, and at the edges. They run
in a sandbox: Python 3.11, no network, 20 s for a test and 240 s for all, 512 MiB of memory, 64 processes and threads, 1 CPU,
64 MiB of disk, 256 KiB of output for a test.

Something of about 60 lines of code does all of this. It is no target: less is fine, and so is somewhat more.

## How long, and how to ask

The time box is 4 hours, and we mean it: stop there, and write into `DECISIONS.md` what is missing. Tell us how long it took
you; that is never scored.

Ask whatever you like, at any time, by replying to the mail that brought you this. What we answer goes to everyone who works on
this challenge, and that you asked counts for you, never against you.

**Tools that write code** are allowed. Say in `DECISIONS.md` which you used, and for what. In the talk about your submission we
ask about your own code, and how you would change it.
""",
    "starter/MODULE.py": '''def solve(request: dict) -> dict:
    """Write this."""
    raise NotImplementedError
''',
    "starter/DECISIONS.md": _DECISIONS,
    "reference/MODULE.py": """# TO_DO: a right answer, as you would want it from a colleague
def solve(request: dict) -> dict:
    raise NotImplementedError
""",
    "reference/DECISIONS.md": _DECISIONS,
    "tests/public/test_MODULE.py": """from MODULE import solve


def test_an_example_of_the_brief():
    assert solve({}) == {}  # TO_DO: an example that the brief shows
""",
    "tests/hidden/test_contract.py": '''import pytest
from MODULE import solve


@pytest.mark.rule(1)
def test_the_plain_case():
    """TO_DO: what is right, in words. Candidates see this line, so no hidden input in it."""
    assert solve({}) == {}  # TO_DO: two tests for each rule at least, from more than one side


@pytest.mark.rule(1)
def test_from_another_side():
    """TO_DO: what is right, in words."""
    assert solve({}) == {}  # TO_DO: inputs that a hard-coded answer can't know: drawn ones, properties
''',
    "tests/hidden/test_edges.py": '''import pytest
from MODULE import solve


@pytest.mark.rule(2)
def test_at_one_edge():
    """TO_DO: what is right, in words."""
    assert solve({}) == {}  # TO_DO: the second rule


@pytest.mark.rule(2)
def test_at_the_other_edge():
    """TO_DO: what is right, in words."""
    assert solve({}) == {}  # TO_DO: the second rule
''',
    "samples/one-way.yaml": """label: right-sized
style: "TO_DO: what is special about it, in one line"
groups: {contract: pass, edges: pass}
band: right-sized
""",
    "samples/one-way/MODULE.py": "# TO_DO: a right answer in a style unlike the reference's, with no code in common\n",
    "samples/another-way.yaml": """label: right-sized
style: "TO_DO: another style again: tests that refuse it are too narrow"
groups: {contract: pass, edges: pass}
band: right-sized
""",
    "samples/another-way/MODULE.py": "# TO_DO: a right answer in a third style\n",
    "samples/rule-01-broken.yaml": """label: broken
style: "TO_DO: the mistake"
breaks: [1]
groups: {contract: fail, edges: pass}
""",
    "samples/rule-01-broken/MODULE.py": "# TO_DO: an answer that breaks rule 1 and no other, as a candidate would\n",
    "samples/rule-02-broken.yaml": """label: broken
style: "TO_DO: the mistake"
breaks: [2]
groups: {contract: pass, edges: fail}
""",
    "samples/rule-02-broken/MODULE.py": "# TO_DO: an answer that breaks rule 2 and no other, as a candidate would\n",
    "samples/empty.yaml": """label: empty
style: the template for decisions, not filled in, and no code
groups: {contract: fail, edges: fail}
""",
    "samples/empty/DECISIONS.md": _DECISIONS,
}
