"""`grade challenge new` and `verify`: a challenge that is fair, and ones that each lack one thing."""

import json
import subprocess
import sys
from collections import Counter

import clamp
import pytest
from clamp import change
from machine import require

from harness import bundled, rubric
from harness import challenge as challenges
from harness.challenge import load
from harness.evaluation import TestResult
from harness.fairness import (
    answers,
    bench,
    cheats,
    folder,
    handout,
    independence,
    mutation,
    pages,
    record,
    rules,
    samples,
    skeleton,
)
from harness.grading import Grader

pytestmark = [pytest.mark.bubblewrap, pytest.mark.slow]


@pytest.fixture(scope="module")
def grader():
    require("bubblewrap")
    return Grader("bubblewrap")


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """What is the same in two challenges is run once."""
    return tmp_path_factory.mktemp("kept")


def grade(*argv):
    done = subprocess.run(
        [sys.executable, "-m", "harness", "challenge", *map(str, argv)], capture_output=True, text=True, timeout=600, check=False
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_skeleton_says_what_to_write_and_is_fair_once_that_is_written(tmp_path, kept):
    status, said, _ = grade("new", "clamp", "--in", tmp_path)
    assert status == 0 and "challenge.yaml" in said
    place = tmp_path / "clamp"
    marks = {
        f"{path}:{number}:"
        for path in place.rglob("*")
        if path.is_file()
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if skeleton.LEFT_OPEN in line
    }
    status, _, said = grade("verify", place)
    assert status == 2 and len(marks) > 20 and all(mark in said for mark in marks)
    clamp.fill_in(place)

    status, out, said = grade(
        "verify", place, "--sandbox", "bubblewrap", "--json", "--record", "--keep", kept, "-o", place / "out"
    )
    found = json.loads(out)
    assert status == 0, ([check for check in found["checks"] if not check["ok"]], said)
    assert found["mutation"]["score"] == 100 and found["mutation"]["mutants"] >= 4 and len(found["mutation"]["survivors"]) == 2
    assert [(rule["number"], len(rule["tests"]), rule["samples"]) for rule in found["rules"]] == [
        (1, 2, ["rule-01-broken"]),
        (2, 2, ["rule-02-broken"]),
    ]
    assert all(type(rule["mutants_only_here"]) is int for rule in found["rules"])
    assert "# Fairness of clamp: fair" in (place / "FAIRNESS.md").read_text("utf-8")
    assert {path.name for path in (place / "out").iterdir()} == {"fairness.json", "fairness.md", "fairness.junit.xml"}
    assert "proved fair; its tests catch 100 %" in grade("show", place)[1]
    assert grade("new", "clamp", "--in", tmp_path)[0] == 2  # and nothing is written over


def bench_of(place, grader, kept, repeats=1):
    return bench.Bench(folder.whole(place), [grader], repeats, 2, None, lambda line: None, kept)


UNFAIR = {
    "mutants that no test catches and nobody excuses": (
        mutation.mutation,
        "no test catches",
        "challenge.yaml",
        clamp.EXCUSES,
        "",
    ),
    "an excuse for what is caught": (mutation.mutation, "calls equivalent", "challenge.yaml", "value <= low", "value >= low"),
    "a reference that is wrong": (
        answers.reference,
        "run 1: test_above",
        "reference/clamp.py",
        "{'value': high}",
        "{'value': low}",
    ),
    "a test without a rule": (
        rules.traced,
        "tests/hidden/test_edges.py:10: test_above names no rule",
        "tests/hidden/test_edges.py",
        "@pytest.mark.rule(2)\ndef test_above",
        "def test_above",
    ),
    "a test of a rule that is none": (
        rules.traced,
        "names rule 7",
        "tests/hidden/test_edges.py",
        "@pytest.mark.rule(2)\ndef test_above",
        "@pytest.mark.rule(2, 7)\ndef test_above",
    ),
    "a rule without a sample": (
        rules.traced,
        "rule 2 has no sample",
        "samples/rule-02-broken.yaml",
        "breaks: [2]",
        "breaks: [1, 2]",
    ),
    "a rule that the brief has not": (rules.traced, "brief.md has no rule 2", "brief.md", "\n2. ", "\n- "),
    "a test that nobody has to earn": (
        answers.nothing,
        "empty scores 0.5 in contract: test_between",
        "tests/hidden/test_contract.py",
        "assert solve({'value': 5, 'low': 1, 'high': 9}) == {'value': 5}",
        "pass",
    ),
    "a sample that gets another score": (
        answers.labelled,
        "edges should pass",
        "samples/rule-02-broken.yaml",
        "edges: fail",
        "edges: pass",
    ),
    "a sample that breaks another rule than it says": (
        answers.labelled,
        "should break rule 1 alone, and fails a test of rule 2",
        "samples/rule-02-broken.yaml",
        "breaks: [2]",
        "breaks: [1]",
    ),
    "tests that refuse another way": (
        answers.labelled,
        "another-way: contract should pass",
        "tests/hidden/test_contract.py",
        "assert solve({'value': 5",
        "assert solve.__name__ == 'solve' and solve({'value': 5",
    ),
    "tests that hang on their order": (
        independence.independence,
        "alone: test_above",
        "tests/hidden/test_edges.py",
        "def test_below():\n",
        "def test_below():\n    solve.__dict__ if False else SEEN.append(1)\n",
    ),
    "tests that leave a file behind": (
        independence.independence,
        "the tests leave behind: the file",
        "tests/hidden/test_edges.py",
        "def test_below():\n",
        "def test_below():\n    open('left-here', 'w').close()\n",
    ),
    "a brief that keeps a limit to itself": (
        handout.handout,
        "the limit run_s: 240",
        "brief.md",
        "240 s for all",
        "some for all",
    ),
    "a brief that keeps an entry point to itself": (
        handout.handout,
        "the entry point",
        "brief.md",
        "`solve(request",
        "`sulve(request",
    ),
    "a brief that keeps a weight to itself": (
        handout.handout,
        "`edges` with its weight 3",
        "brief.md",
        "| `edges` | 3",
        "| `edges` |",
    ),
    "a brief without a criterion": (
        handout.handout,
        "add up to 100 %",
        "brief.md",
        "| Fits the size of the task | 20 % |",
        "| Fits | some |",
    ),
    "a kit that tells a hidden test": (
        handout.handout,
        "shares",
        "brief.md",
        "## The rules",
        clamp.FILES["tests/hidden/test_contract.py"] * 2 + "## The rules",
    ),
    "a public test that the starter passes": (
        handout.handout,
        "every public test passes on the starter",
        "tests/public/test_clamp.py",
        "assert solve({'value': 2, 'low': 1, 'high': 3}) == {'value': 2}",
        "pass",
    ),
}


@pytest.mark.parametrize("case", UNFAIR)
def test_an_unfair_challenge_is_refused_and_told_why(tmp_path, grader, kept, case):
    check, words, name, old, new = UNFAIR[case]
    place = clamp.make(tmp_path)
    change(place, name, old, new)
    if "order" in case:
        change(place, name, "import pytest\n", "import pytest\n\nSEEN = []\n")
        change(place, name, "def test_above():\n    assert", "def test_above():\n    assert SEEN and")
    tested = bench_of(place, grader, kept)
    needed = [] if check in (answers.reference, handout.handout, answers.nothing, answers.labelled) else [answers.reference]
    for before in needed:
        before(tested)
    found = check(tested)
    assert any(words in problem for problem in found.problems), found
    if check is not mutation.mutation:
        assert not found.ok


def test_a_mutant_meets_tests_until_those_of_two_rules_have_failed():
    def result(verdict, *numbers):
        return TestResult(name="x", rules=numbers, verdict=verdict)

    tells = mutation._tells([], trace=True)
    assert [tells(result(*each)) for each in (("wrong", 1), ("passed", 2), ("error", 1), ("crashed", 2))] == [False] * 3 + [True]
    assert mutation._tells([result("wrong", 1)], trace=True)(result("wrong", 2))
    assert mutation._tells([], trace=False)(result("wrong", 1))


def test_a_test_that_wavers_is_named_with_its_rate(tmp_path, grader, kept, monkeypatch):
    place = clamp.make(tmp_path)
    tested = bench_of(place, grader, None, repeats=4)
    first = bench_of(place, grader, kept).run(tested.reference)
    numbers = iter([True, False, True, True])

    def examine(*_, **__):
        spoilt = first.groups[1].tests[0].model_copy(update={"verdict": "wrong" if not next(numbers) else "passed"})
        groups = (first.groups[0], first.groups[1].model_copy(update={"tests": (spoilt, *first.groups[1].tests[1:])}))
        return type(first).model_validate_json(first.model_copy(update={"groups": groups}).model_dump_json(warnings=False))

    monkeypatch.setattr(bench, "examine", examine)
    assert not answers.reference(tested).ok
    found = independence.same_verdict(tested)
    assert not found.ok and found.problems == ("test_below wavers: failed 1 of 4 runs: 3 passed, 1 wrong",)
    (each,) = independence.wavering(tested)
    assert (each.failed, each.runs) == (1, 4)


def test_a_folder_that_is_wrong_gets_every_problem_at_once_with_file_and_line(tmp_path):
    place = clamp.make(tmp_path)
    change(place, "challenge.yaml", "free_groups: []", "free_group: []")
    change(place, "challenge.yaml", "groups: {contract: 2, edges: 3}", "groups: {contract: 2, egdes: 3}")
    change(place, "samples/one-way.yaml", "band: right-sized", "band: good")
    change(place, "samples/rule-01-broken.yaml", "breaks: [1]\n", "")
    change(place, "tests/hidden/test_edges.py", "def test_below():", "def test_below(:")
    (place / "brief.md").write_bytes(b"# Clamp\n\nna\xefve\n")
    (place / "samples" / "empty.yaml").unlink()
    (place / "starter" / "DECISIONS.md").unlink()
    (place / "reference" / "clamp.py").unlink()
    (place / "reference" / "DECISIONS.md").unlink()
    status, _, said = grade("verify", place)
    assert status == 2
    lines = (place / "challenge.yaml").read_text("utf-8").splitlines()
    free, groups = (1 + next(i for i, line in enumerate(lines) if line.startswith(key)) for key in ("free_group:", "groups:"))
    for words in (
        f"challenge.yaml:{free}: ",
        f"challenge.yaml:{groups}: the group egdes",
        "one-way.yaml:4: ",
        "rule-01-broken.yaml:1: a broken sample says which rules it breaks",
        "test_edges.py:6: is no Python",
        "brief.md:3: is not UTF-8",
        "samples/empty/: has no label",
        "starter/DECISIONS.md: is not there",
        "reference/: holds nothing",
    ):
        assert words in said, (words, said)


def test_tricks_are_made_for_a_challenges_modules_and_programs():
    named = {name: cheats.modules_of(challenges.named(name)) for name in challenges.known()}
    assert (
        named["context-packer"] == ["packer"] and named["batching-gateway"] == ["gateway"] and named["late-delivery"] == ["late"]
    )
    assert all(trick.files for name in named for trick in cheats.cheats(challenges.named(name)))


def made_of(place, **more):
    challenge = load(place)
    survivor = record.Survivor(file="clamp.py", line=3, change="a | b -> `a` <script>", equivalent="")
    return record.FairnessRecord(
        challenge={"name": "clamp", "sha256": challenge.sha256},
        proved=record.proved(challenge),
        harness_version="1",
        at="2026-01-02T03:04:05+00:00",
        machine="here",
        sandboxes=("bubblewrap",),
        repeats=3,
        runs=40,
        checks=(record.Check(name="reference", ok=True, told="4 | tests", problems=()),),
        rules=(record.Rule(number=1, text="stays", tests=("test_between",), samples=("x",)),),
        mutation=record.Mutation(score=80, threshold=85, mutants=5, caught=4, survivors=(survivor,)),
        wavering=(record.Wavering(test="test_x", failed=1, runs=4, verdicts={"passed": 3, "wrong answer": 1}),),
        seconds=1.0,
        graded_s=2.0,
        **more,
    )


def test_a_record_is_found_by_the_challenges_hash_and_tells_what_it_does_not_cover(tmp_path):
    place = clamp.make(tmp_path)
    assert record.load(load(place)) is None
    made = made_of(place)
    (place / record.FILE).write_text(made.model_dump_json(indent=2), "utf-8")
    assert record.load(load(place)) == made and record.since(made, load(place)) == []
    (place / "samples/later").mkdir()
    (place / "samples/later/clamp.py").write_text("pass\n", "utf-8")
    change(place, "reference/clamp.py", "low", "least")
    assert record.load(load(place)) == made  # a sample more takes nothing from what was proved
    assert record.since(made, load(place)) == ["reference has changed", "1 sample added: later"]
    change(place, "challenge.yaml", "test_s: 20", "test_s: 21")
    assert record.load(load(place)) is None and "say" in record.since(made, load(place))[0]
    assert record.of("clamp", made.challenge.sha256) is None  # which does not come with the program


def test_a_record_as_markdown_and_junit(tmp_path):
    page = pages.to_markdown(made_of(clamp.make(tmp_path)))
    assert "| reference | ok | 4 \\| tests |" in page and "<script>" not in page.replace("`` a | b -> `a` <script> ``", "")
    assert "| `test_x` | 1 of 4 (25 %) | passed 3, wrong answer 1 |" in page
    assert b'failures="0"' in pages.to_junit(made_of(tmp_path / "clamp"))


@pytest.mark.parametrize("name", challenges.known())
def test_a_challenge_that_comes_with_the_program_is_whole(name):
    """Its folder has its name, its labels fit, its brief names what decides, and its record, where it has one, is of this state."""
    found = folder.whole(bundled.folder("challenges") / name)
    brief = (found.folder / "brief.md").read_text("utf-8")
    assert found.name == name
    assert [*handout.silences(found, brief), *rules.brief_against_rules(found)] == []
    labels = [sample.expected for sample in samples.samples(found)]
    counts = Counter(expected.label for expected in labels)
    assert counts["right-sized"] >= 2 and counts["vague"] >= 1 and counts["empty"] >= 1
    assert {expected.degree for expected in labels if expected.label == "over-built"} == {1, 2, 3}
    broken = {expected.breaks for expected in labels if expected.label == "broken"}
    assert {(number,) for number in found.rules} <= broken and len(broken) >= 4
    for profile in found.profiles:  # whoever grades with the rubric that comes with the program holds nothing back
        for criterion in rubric.bundled(found.stage, profile).criteria:
            assert f"| {criterion.title} | {criterion.weight:g} % |" in brief
    made = record.read(found.folder)
    assert made is None or (record.of(name, found.sha256) == made and made.fair)
