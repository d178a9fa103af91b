"""A fairness record for people and for CI: Markdown (the page next to challenge.yaml, and a pull request's summary) and JUnit."""

from collections.abc import Iterator
from xml.etree import ElementTree

from harness.fairness.record import FairnessRecord
from harness.text import visible

MOST_PROBLEMS = 100
MOST_SURVIVORS = 200


def to_markdown(record: FairnessRecord) -> str:
    """The whole record as one page."""
    return "\n".join(_lines(record)) + "\n"


def _lines(record: FairnessRecord) -> Iterator[str]:
    yield f"# Fairness of {record.challenge.name}: {'fair' if record.fair else 'NOT fair'}"
    yield ""
    yield (
        f"Proved by `grade challenge verify` {record.harness_version} on {record.at} in {', '.join(record.sandboxes)}: "
        f"{record.runs:,} runs, {record.graded_s:,.0f} s of grading. Machine: {_line(record.machine)}."
    )
    yield (
        f"It holds for the challenge with the hash `{record.challenge.sha256}` (challenge.yaml, hidden and public tests), with "
        f"the reference `{record.proved.reference[:12]}` and {len(record.proved.samples)} samples, by hash in fairness.json."
    )
    yield ""
    yield "| check | | |"
    yield "|---|---|---|"
    for check in record.checks:
        yield f"| {check.name} | {'ok' if check.ok else '**no**'} | {_cell(check.told)} |"
    for check in record.checks:
        if check.problems:
            yield ""
            yield f"## {check.name}: {'what remains' if check.ok else 'what is wrong'}"
            yield ""
            yield from (f"- {_line(problem)}" for problem in check.problems[:MOST_PROBLEMS])
            if len(check.problems) > MOST_PROBLEMS:
                yield f"- ... and {len(check.problems) - MOST_PROBLEMS} more"
    yield from _rules(record)
    yield from _wavering(record)
    yield from _mutants(record)


def _rules(record: FairnessRecord) -> Iterator[str]:
    yield ""
    yield "## Rules"
    yield ""
    yield "| rule | | tests | mutants that only its tests caught | samples that break just it |"
    yield "|---|---|---|---|---|"
    for rule in record.rules:
        only = "-" if rule.mutants_only_here is None else rule.mutants_only_here
        cells = (rule.number, _cell(rule.text), len(rule.tests), only, _cell(", ".join(rule.samples)))
        yield "| " + " | ".join(map(str, cells)) + " |"
    yield ""
    yield "<details><summary>The tests of each rule</summary>"
    yield ""
    for rule in record.rules:
        yield f"- **{rule.number}**: {', '.join(f'`{_line(test)}`' for test in rule.tests)}"
    yield ""
    yield "</details>"


def _wavering(record: FairnessRecord) -> Iterator[str]:
    if record.wavering:
        yield ""
        yield "## Tests that waver"
        yield ""
        yield "| test | failed | verdicts |"
        yield "|---|---|---|"
        for each in record.wavering:
            verdicts = ", ".join(f"{name} {count}" for name, count in each.verdicts.items())
            yield f"| `{_cell(each.test)}` | {each.failed} of {each.runs} ({100 * each.failed / each.runs:.0f} %) | {verdicts} |"


def _mutants(record: FairnessRecord) -> Iterator[str]:
    mutation = record.mutation
    if mutation is None:
        return
    sampled = " (a sample of all)" if mutation.sampled else ""
    yield ""
    yield "## Mutants"
    yield ""
    yield (
        f"{mutation.caught} of {mutation.mutants} caught{sampled}: {mutation.score:.1f} %; at least {mutation.threshold:g} % are "
        f"needed. {'Those that survive:' if mutation.survivors else 'None survives.'}"
    )
    yield ""
    for survivor in mutation.survivors[:MOST_SURVIVORS]:
        reason = f" (equivalent: {_line(survivor.equivalent)})" if survivor.equivalent else ""
        yield f"- `{survivor.file}:{survivor.line}` {_code(survivor.change)}{reason}"


def to_junit(record: FairnessRecord) -> bytes:
    """A test case for each check."""
    failed = [check for check in record.checks if not check.ok]
    suite = ElementTree.Element(
        "testsuite", name=f"fairness of {record.challenge.name}", tests=str(len(record.checks)), failures=str(len(failed))
    )
    for check in record.checks:
        case = ElementTree.SubElement(suite, "testcase", classname="fairness", name=check.name, time=f"{check.seconds:.3f}")
        if not check.ok:
            failure = ElementTree.SubElement(case, "failure", message=visible(check.told, 2_000))
            failure.text = visible("\n".join(check.problems), 60_000)
    made: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return made


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    """One line that no Markdown reader takes for HTML."""
    return " ".join(visible(text, 2_000).split()).replace("<", "&lt;")


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence} {' '.join(visible(text, 2_000).split())} {fence}"
