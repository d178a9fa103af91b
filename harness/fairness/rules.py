"""Every rule of the brief is traced: to the tests that check it, to the samples that break just it."""

import ast
import re
from collections import defaultdict

from harness.challenge import Challenge
from harness.fairness.bench import Bench
from harness.fairness.record import Check, Rule

_ITEM = re.compile(r"^ {0,3}(\d{1,3})[.)] ", re.MULTILINE)


def traced(bench: Bench) -> Check:
    """every rule of the brief is checked by two tests and has a sample that breaks just it; every test names its rule"""
    assert bench.first is not None
    challenge, by_rule = bench.challenge, defaultdict(list)
    problems = brief_against_rules(challenge)
    lines = _lines_of_tests(challenge)
    for group in bench.first.groups:
        for test in group.tests:
            where = lines.get((group.name, test.name.partition("[")[0].rpartition("::")[2]), "")
            if not test.rules:
                problems.append(f"{where}{test.name} names no rule: mark it with @pytest.mark.rule(N)")
            for rule in test.rules:
                by_rule[rule].append(test.name)
                if rule not in challenge.rules:
                    problems.append(f"{where}{test.name} names rule {rule}, which challenge.yaml does not have")
    for number, text in challenge.rules.items():
        breaking = [sample.name for sample in bench.samples if sample.expected.breaks == (number,)]
        names = {name.partition("[")[0] for name in by_rule[number]}
        if len(names) < 2:
            problems.append(f"rule {number} has {len(names)} test{'' if len(names) == 1 else 's'}; two are needed")
        if not breaking:
            problems.append(f"rule {number} has no sample that breaks just it (label: broken, breaks: [{number}])")
        bench.rules.append(Rule(number=number, text=text, tests=tuple(by_rule[number]), samples=tuple(breaking)))
    if not challenge.rules:
        problems.append("challenge.yaml names no rule: list the brief's under `rules`")
    tests = sum(len(group.tests) for group in bench.first.groups)
    return Check(
        name="rules traced", ok=not problems, told=f"{len(challenge.rules)} rules, {tests} tests", problems=tuple(problems)
    )


def brief_against_rules(challenge: Challenge) -> list[str]:
    """The rules of challenge.yaml that brief.md does not number, and the other way round. Rule 0 has no number."""
    brief = (challenge.folder / "brief.md").read_text("utf-8")
    numbered = {int(match[1]) for match in _ITEM.finditer(_rules_section(brief))}
    listed = {number for number in challenge.rules if number}
    found = [f"brief.md has no rule {number}: number its rules as challenge.yaml does" for number in sorted(listed - numbered)]
    return found + [f"brief.md has a rule {number} that challenge.yaml does not list" for number in sorted(numbered - listed)]


def _rules_section(brief: str) -> str:
    """What stands under the heading that has the word rules in it; the whole brief where there is none."""
    parts = re.split(r"^(#{1,6} .*)$", brief, flags=re.MULTILINE)
    for heading, text in zip(parts[1::2], parts[2::2], strict=True):
        if re.search(r"\brules?\b", heading, re.IGNORECASE):
            return text
    return brief


def _lines_of_tests(challenge: Challenge) -> dict[tuple[str, str], str]:
    """`tests/hidden/test_x.py:7: ` for each test function, by group and name; for methods by the method's name."""
    found: dict[tuple[str, str], str] = {}
    for file in challenge.hidden_files():
        if file.path.startswith("test_") and file.path.endswith(".py"):
            for node in ast.walk(ast.parse(file.data)):
                if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                    place = f"tests/hidden/{file.path}:{node.lineno}: "
                    found.setdefault((file.path[len("test_") : -len(".py")], node.name), place)
    return found
