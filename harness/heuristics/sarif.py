"""`findings.sarif`: the scope's findings as SARIF 2.1.0, so that an editor or a code host shows them in place."""

import json
from typing import Any
from urllib.parse import quote

import harness
from harness.evaluation import Evaluation, ScopeFinding
from harness.heuristics import catalogue
from harness.text import one_line

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
MOST = 5000  # results; a code host takes no more


def render(evaluation: Evaluation) -> bytes:
    """The same bytes for equal evaluations. All findings are notes: none of them decides."""
    scope = evaluation.scope
    findings = [*scope.findings, *scope.too_little][:MOST]
    names = sorted({each.signal for each in findings})
    run = {
        "tool": {"driver": {"name": "grade", "version": harness.__version__, "rules": [_rule(name) for name in names]}},
        "results": [_result(each, names.index(each.signal)) for each in findings],
        "columnKind": "unicodeCodePoints",
        "properties": {
            "band": scope.band,
            "points": scope.points,
            "reason": scope.reason,
            "challenge": evaluation.challenge.name,
            "submission": evaluation.submission.name,
        },
    }
    return (json.dumps({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2) + "\n").encode()


def _rule(name: str) -> dict[str, Any]:
    about = catalogue.signals().get(name)
    if about is None:
        return {"id": one_line(name, 100)}
    return {
        "id": name,
        "name": "".join(part.title() for part in name.split("_")),
        "shortDescription": {"text": about.title},
        "fullDescription": {"text": about.parts["What it looks for"]},
        "help": {"text": "\n\n".join(f"{part}: {text}" for part, text in about.parts.items())},
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": [about.family]},
    }


def _result(finding: ScopeFinding, index: int) -> dict[str, Any]:
    place = {
        "artifactLocation": {"uri": quote(finding.file)},
        "region": {"startLine": max(1, finding.line)},
    }
    return {
        "ruleId": one_line(finding.signal, 100),
        "ruleIndex": index,
        "level": "note",
        "message": {"text": one_line(finding.message, 500)},
        "locations": [{"physicalLocation": place}],
        "properties": {"points": finding.points, "family": finding.family},
    }
