"""The hidden tests catch wrong answers: mutants of the reference, each graded like a submission."""

import json
import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

from harness.evaluation import TestReport, TestResult
from harness.fairness.bench import Bench, failing, part
from harness.fairness.mutants import Mutant, mutants
from harness.fairness.record import Check, Mutation, Survivor
from harness.files import write_whole
from harness.verdicts import Verdict


def mutation(bench: Bench) -> Check:
    """the hidden tests catch wrong answers: mutants of the reference"""
    found, sampled = mutants(bench.reference), False
    if bench.most_mutants is not None and len(found) > bench.most_mutants:
        found, sampled = random.Random(0).sample(found, bench.most_mutants), True
    caught_by = caught(bench, found)
    settings = bench.challenge.mutation
    survivors, count, only_here = [], 0, Counter[int]()
    for mutant, tests in zip(found, caught_by, strict=True):
        if tests:
            count += 1
            rules = {rule for test in tests for rule in test.rules}
            only_here.update(rules if len(rules) == 1 else ())
        else:
            survivors.append(
                Survivor(file=mutant.file, line=mutant.line, change=mutant.change, equivalent=_excuse(bench, mutant))
            )
    counted = count + sum(not survivor.equivalent for survivor in survivors)
    score = 100 * count / counted if counted else 100.0
    bench.mutation = Mutation(
        score=round(score, 2),
        threshold=settings.threshold,
        mutants=counted,
        caught=count,
        survivors=tuple(survivors),
        sampled=sampled,
    )
    if bench.trace:
        bench.rules = [rule.model_copy(update={"mutants_only_here": only_here[rule.number]}) for rule in bench.rules]
    problems = [f"{s.file}:{s.line}: no test catches {s.change}" for s in survivors if not s.equivalent]
    if not sampled:
        problems += _idle_excuses(bench, survivors)
    ok = score >= settings.threshold
    told = f"{score:.1f} % of {counted} caught, {settings.threshold:g} % needed, {len(survivors) - (counted - count)} equivalent"
    return Check(name="mutants", ok=ok, told=told, problems=tuple(problems))


NEAR = 6  # tests that a mutant meets before any group


class _Order:
    """What a mutant meets first: tests that caught its neighbours, then groups, those first that catch most for their time."""

    def __init__(self, bench: Bench) -> None:
        assert bench.first is not None
        self._spent = {group.name: 1 + sum(test.duration_s for test in group.tests) for group in bench.first.groups}
        self._ids = {test.name: f"test_{group.name}.py::{test.name}" for group in bench.first.groups for test in group.tests}
        self._caught = Counter[str]()
        self._catchers: dict[tuple[str, int], list[str]] = {}

    def near(self, mutant: Mutant) -> frozenset[str]:
        """Ids of the tests that caught the mutants nearest to it in its file, a few."""
        places = sorted((abs(line - mutant.line), line) for file, line in list(self._catchers) if file == mutant.file)
        ids = [test for _, line in places for test in self._catchers[mutant.file, line]]
        return frozenset(list(dict.fromkeys(ids))[:NEAR])

    def caught(self, mutant: Mutant, tests: list[TestResult]) -> None:
        known = self._catchers.get((mutant.file, mutant.line), [])
        new = [self._ids[test.name] for test in tests if test.name in self._ids]
        self._catchers[mutant.file, mutant.line] = [*known, *(each for each in new if each not in known)]

    def now(self) -> list[str]:
        return sorted(self._spent, key=lambda name: -(1 + self._caught[name]) / self._spent[name])

    def saw(self, group: str, report: TestReport) -> None:
        self._spent[group] += report.duration_s
        self._caught[group] += bool(failing(report))


def caught(bench: Bench, found: list[Mutant]) -> list[list[TestResult]]:
    """For each mutant failing tests, none where it survives."""
    order = _Order(bench)
    return bench.each(lambda mutant: _caught_by(bench, mutant, order), found)


def _caught_by(bench: Bench, mutant: Mutant, order: _Order) -> list[TestResult]:
    """Failing tests, until those of two rules are among them: from there on no one rule's caught it alone."""
    place = bench.place(mutant.submission, "caught by", bench.trace)
    tests = _remembered(bench, place)
    if tests is None:
        reports = list(_reports(bench, mutant, order))
        tests = [test for report in reports for test in failing(report)]
        if place is not None:
            about = {"runs": len(reports), "seconds": sum(report.duration_s for report in reports)}
            write_whole(place, json.dumps({**about, "tests": [test.model_dump(mode="json") for test in tests]}))
    order.caught(mutant, tests)
    return tests


def _reports(bench: Bench, mutant: Mutant, order: _Order) -> Iterator[TestReport]:
    tests: list[TestResult] = []
    if near := order.near(mutant):
        report = bench.run(mutant.submission, only=near, enough=_tells([], bench.trace))
        tests += failing(report)
        yield report
    for group in order.now():
        if tests and (not bench.trace or len({rule for test in tests for rule in test.rules}) > 1):
            return
        report = bench.run(mutant.submission, of=part(bench.challenge, group), enough=_tells(tests, bench.trace))
        order.saw(group, report)
        tests += failing(report)
        yield report


def _remembered(bench: Bench, place: Path | None) -> list[TestResult] | None:
    """What caught a mutant, from a proof that was stopped."""
    try:
        kept = json.loads(place.read_bytes()) if place is not None else {}
        tests = [TestResult.model_validate(test) for test in kept["tests"]]
        bench.count(kept["runs"], kept["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return tests


def _tells(before: list[TestResult], trace: bool) -> Callable[[TestResult], bool]:
    rules = {rule for test in before for rule in test.rules}

    def enough(result: TestResult) -> bool:
        if result.verdict is Verdict.PASSED:
            return False
        rules.update(result.rules)
        return not trace or len(rules) > 1

    return enough


def _excuse(bench: Bench, mutant: Mutant) -> str:
    for known in bench.challenge.mutation.equivalent:
        if known.file == mutant.file and " ".join(known.change.split()) in " ".join(mutant.change.split()):
            return known.reason
    return ""


def _idle_excuses(bench: Bench, survivors: list[Survivor]) -> list[str]:
    """Excuses for what is no longer there, or is caught: they would hide what comes after them."""
    idle = []
    for known in bench.challenge.mutation.equivalent:
        changes = [" ".join(survivor.change.split()) for survivor in survivors if survivor.file == known.file]
        if not any(" ".join(known.change.split()) in change for change in changes):
            idle.append(f"challenge.yaml calls equivalent what no mutant that survives does: {known.file}: {known.change}")
    return idle
