"""Right answers pass, in more than one way; wrong ones get what they deserve, and tricks get nothing."""

import difflib
import re

from harness.evaluation import Scope, TestReport, TestResult
from harness.fairness.bench import EMPTY, Bench, failing, load, processors, told
from harness.fairness.cheats import cheats
from harness.fairness.record import Check
from harness.fairness.samples import Sample
from harness.submission import Submission
from harness.unpack import unpack
from harness.verdicts import Verdict

SHARED_LINES = 6  # as many equal lines in a row are code in common


def reference(bench: Bench) -> Check:
    """the reference passes everything, every time, in every sandbox"""
    problems: list[str] = []
    tests = 0
    for grader in bench.graders:
        for number in range(bench.repeats):
            bench.say(f"the reference in {grader.probe.backend}, {number + 1} of {bench.repeats}")
            report = bench.run(bench.reference, grader, number=number)
            bench.first = bench.first or report
            bench.saw(report)
            tests = len(list(report.tests))
            problems += [f"{grader.probe.backend}, run {number + 1}: {told(test)}" for test in failing(report)]
    where = " and ".join(grader.probe.backend for grader in bench.graders)
    return Check(
        name="reference",
        ok=not problems,
        told=f"{tests} tests, {bench.repeats} of {bench.repeats} runs in {where}" if not problems else f"in {where}",
        problems=tuple(problems),
    )


def under_load(bench: Bench) -> Check:
    """on a busy machine the reference still passes everything, and what breaks a rule still fails"""
    if not bench.loaded:
        return Check(name="under load", ok=True, told="not tried (--under-load N)")
    busy, problems, passed = processors(), [], 0
    with load(busy):
        numbers = range(1, bench.loaded + 1)
        bench.say(f"the reference beside {busy} busy processes, {bench.loaded} times")
        for number, report in zip(
            numbers, bench.each(lambda n: bench.run(bench.reference, number=n, busy=busy), numbers), strict=True
        ):
            bench.saw(report)
            passed += not failing(report)
            problems += [f"run {number}: {told(test)}" for test in failing(report)]
        broken = [sample for sample in bench.samples if sample.expected.label == "broken"]
        bench.say(f"{len(broken)} broken samples beside them, {bench.loaded} times each")
        runs = [(sample, number) for sample in broken for number in numbers]
        for (sample, number), report in zip(runs, bench.each(lambda run: _again(bench, run[0], run[1], busy), runs), strict=True):
            if not failing(report):
                problems.append(f"{sample.name} passes in run {number} what it failed before")
    said = f"{passed} of {bench.loaded} runs of the reference, beside {busy} busy processes"
    said += f"; {len(broken)} broken samples failed in all of {bench.loaded} runs" if not problems else ""
    return Check(name="under load", ok=not problems, told=said, problems=tuple(problems))


def _again(bench: Bench, sample: Sample, number: int, busy: int) -> TestReport:
    """The tests that the sample failed, once more."""
    report = bench.reports[sample.name]
    tests = [(group.name, test) for group in report.groups for test in group.tests if test.verdict is not Verdict.PASSED]
    return bench.run(
        sample.submission, number=number, busy=busy, only=frozenset(f"test_{group}.py::{test.name}" for group, test in tests)
    )


def nothing(bench: Bench) -> Check:
    """the starter and an empty submission score nothing"""
    given = [EMPTY, unpack(bench.challenge.folder / "starter")]
    problems = []
    for submission, report in zip(given, bench.run_all(given), strict=True):
        if submission is EMPTY:
            bench.reports[""] = report
        for group in report.groups:
            if group.score != 0 and group.name not in bench.challenge.free_groups:
                passed = [test.name for test in group.tests if test.verdict is Verdict.PASSED]
                problems.append(f"{submission.name} scores {group.score} in {group.name}: {', '.join(passed[:5])}")
    free = f"; free: {', '.join(bench.challenge.free_groups)}" if bench.challenge.free_groups else ""
    return Check(
        name="nothing for nothing", ok=not problems, told=f"starter and empty submission{free}", problems=tuple(problems)
    )


# ---------------------------------------------------------------- samples


def labelled(bench: Bench) -> Check:
    """each sample gets what its label declares: groups, the rules that it breaks, the band of over-engineering"""
    problems, judged = [], 0
    for sample, report in zip(bench.samples, bench.run_all(each.submission for each in bench.samples), strict=True):
        bench.reports[sample.name] = report
        problems += [f"{sample.name}: {problem}" for problem in (*_groups(sample, report), *_rules(sample, report))]
        scope = bench.scope(sample.submission)
        judged += scope.band != "not judged"
        problems += [f"{sample.name}: {problem}" for problem in _band(sample, scope)]
    bands = f", {judged} bands" if judged else "; bands are not judged"
    return Check(name="samples", ok=not problems, told=f"{len(bench.samples)} samples{bands}", problems=tuple(problems))


def _groups(sample: Sample, report: TestReport) -> list[str]:
    problems = []
    for group in report.groups:
        wanted = sample.expected.groups.get(group.name)
        if wanted is not None and (wanted == "pass") != (group.score == 1):
            failed = [told(test) for test in group.tests if test.verdict is not Verdict.PASSED]
            problems.append(f"{group.name} should {wanted}, and scores {group.score}; {'; '.join(failed[:3])}")
    return problems


def _rules(sample: Sample, report: TestReport) -> list[str]:
    """A sample that breaks rules fails tests of each of them, and no test that is of other rules alone."""
    failed, breaks = failing(report), set(sample.expected.breaks)
    if not breaks:
        return []
    problems = [
        f"breaks rule {rule}, and fails no test of it" for rule in sorted(breaks) if not any(rule in t.rules for t in failed)
    ]
    problems += [
        f"should break rule {_and(breaks)} alone, and fails a test of rule {_and(test.rules)}: {told(test)}"
        for test in failed
        if test.rules and not breaks & set(test.rules)
    ]
    return problems


def _and(rules: "set[int] | tuple[int, ...]") -> str:
    return ", ".join(map(str, sorted(rules)))


def _band(sample: Sample, scope: Scope) -> list[str]:
    wanted = sample.expected.band
    if "not judged" in (wanted, scope.band) or scope.band == wanted:
        return []
    return [f"should be {wanted}, and is judged {scope.band} ({scope.points:g} points: {scope.reason})"]


def more_than_one_way(bench: Bench) -> Check:
    """answers of unlike styles, with no code in common with the reference or each other, are right"""
    right: list[Sample] = []
    problems = []
    for sample in bench.samples:
        if sample.expected.label == "right-sized" and not failing(bench.reports[sample.name]):
            others = {"the reference": bench.reference, **{each.name: each.submission for each in right}}
            shared = {name: line for name, other in others.items() if (line := _shared(other, sample.submission))}
            if shared:
                name, line = next(iter(shared.items()))
                problems.append(f"{sample.name} shares {SHARED_LINES} lines or more with {name}, from: {line}")
            else:
                right.append(sample)
    if len(right) < 2:
        problems.append("fewer than two right-sized samples without code in common with the reference pass everything")
    said = f"{len(right)} ways beside the reference: {', '.join(sample.name for sample in right)}" if right else "none"
    return Check(name="more than one way", ok=len(right) >= 2, told=said, problems=tuple(problems))


def _lines(submission: Submission) -> list[str]:
    text = "\n".join(file.data.decode("utf-8", "replace") for file in submission.files if file.path.endswith(".py"))
    return [
        line.strip() for line in text.splitlines() if len(line.strip()) > 3 and not re.match(r"#|import |from ", line.strip())
    ]


def _shared(one: Submission, other: Submission) -> str:
    left, right = _lines(one), _lines(other)
    found = difflib.SequenceMatcher(None, left, right, autojunk=False).find_longest_match()
    return left[found.a] if found.size >= SHARED_LINES else ""


def cheating(bench: Bench) -> Check:
    """nobody can cheat: no trick scores more than nothing does"""
    problems = []
    bar = {test.name for test in bench.reports[""].tests if test.verdict is Verdict.PASSED}
    tricks = cheats(bench.challenge)
    for trick, report in zip(tricks, bench.run_all(tricks), strict=True):
        gained = [test for test in report.tests if _gained(test, bar)]
        problems += [f"{trick.name} passes {test.name}" for test in gained]
    return Check(
        name="no cheating",
        ok=not problems,
        told=f"{len(tricks)} tricks: {', '.join(trick.name for trick in tricks)}",
        problems=tuple(problems),
    )


def _gained(test: TestResult, bar: set[str]) -> bool:
    return test.verdict is Verdict.PASSED and test.name not in bar
