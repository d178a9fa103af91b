"""The fairness record: what `verify` found, as data, and the pages made of it."""

from xml.etree import ElementTree

from pydantic import BaseModel, ConfigDict

from harness.evaluation import Named


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Model):
    """One thing that a fair challenge must have."""

    name: str
    ok: bool
    told: str
    problems: tuple[str, ...] = ()
    seconds: float = 0.0


class Survivor(_Model):
    """A mutant that every hidden test let pass."""

    file: str
    line: int
    change: str
    equivalent: str = ""


class Rule(_Model):
    """How one rule of the brief is checked."""

    number: int
    text: str
    tests: tuple[str, ...]
    samples: tuple[str, ...]
    mutants_only_here: int = 0


class Mutation(_Model):
    """score: percent of the mutants that are not equivalent, which a test caught."""

    score: float
    threshold: float
    mutants: int
    caught: int
    survivors: tuple[Survivor, ...]
    sampled: bool = False


class Record(_Model):
    """All that `verify` found."""

    challenge: Named
    harness_version: str
    at: str
    sandboxes: tuple[str, ...]
    repeats: int
    checks: tuple[Check, ...]
    rules: tuple[Rule, ...]
    mutation: Mutation | None = None
    seconds: float

    @property
    def fair(self) -> bool:
        return all(check.ok for check in self.checks)


def to_markdown(record: Record) -> str:
    """For a pull request, and for the page next to challenge.yaml."""
    lines = [f"# Fairness of {record.challenge.name}: {'fair' if record.fair else 'NOT fair'}", ""]
    made_by = f"grade {record.harness_version}, {', '.join(record.sandboxes)}, {record.seconds:.0f} s"
    lines.append(f"Challenge `{record.challenge.sha256[:12]}`, {record.at}, {made_by}.")
    lines.append("")
    lines += ["| check | | |", "|---|---|---|"]
    lines += [f"| {check.name} | {'ok' if check.ok else '**no**'} | {_cell(check.told)} |" for check in record.checks]
    for check in record.checks:
        if check.problems:
            lines += ["", f"## {check.name}", "", *[f"- {_line(problem)}" for problem in check.problems[:100]]]
    lines += [
        "",
        "## Rules",
        "",
        "| rule | | tests | samples that break it | mutants that only its tests caught |",
        "|---|---|---|---|---|",
    ]
    for rule in record.rules:
        cells = (rule.number, _cell(rule.text), len(rule.tests), _cell(", ".join(rule.samples)), rule.mutants_only_here)
        lines.append("| " + " | ".join(map(str, cells)) + " |")
    if record.mutation is not None:
        mutation = record.mutation
        sampled = " (a sample of all)" if mutation.sampled else ""
        lines += ["", "## Mutants", "", f"{mutation.caught} of {mutation.mutants} caught{sampled}: {mutation.score:.1f} %, "]
        lines[-1] += f"at least {mutation.threshold:g} % needed."
        for survivor in mutation.survivors:
            reason = f" (equivalent: {survivor.equivalent})" if survivor.equivalent else ""
            lines.append(f"- `{survivor.file}:{survivor.line}` {_line(survivor.change)}{reason}")
    return "\n".join(lines) + "\n"


def to_junit(record: Record) -> bytes:
    """A test case for each check."""
    failed = [check for check in record.checks if not check.ok]
    suite = ElementTree.Element(
        "testsuite", name=f"fairness of {record.challenge.name}", tests=str(len(record.checks)), failures=str(len(failed))
    )
    for check in record.checks:
        case = ElementTree.SubElement(suite, "testcase", classname="fairness", name=check.name, time=f"{check.seconds:.3f}")
        if not check.ok:
            ElementTree.SubElement(case, "failure", message=check.told).text = "\n".join(check.problems)
    made: bytes = ElementTree.tostring(suite, encoding="utf-8", xml_declaration=True)
    return made


def _cell(text: str) -> str:
    return _line(text).replace("|", "\\|")


def _line(text: str) -> str:
    return " ".join(text.split())
