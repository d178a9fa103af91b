"""`junit.xml`: the same results in the form that build servers read.

A check that did not hold is a failure, everything else that did not pass is an error; `type` is the verdict. The file keeps
to what the schemas of Ant, Jenkins and pytest have in common.
"""

from xml.etree import ElementTree

from harness.evaluation import Evaluation, Group, TestResult
from harness.excerpt import cut, fair_share
from harness.text import one_line, visible
from harness.verdicts import Verdict

MAX_PART = 16 * 1024  # characters of one traceback or output
MAX_PARTS = 2 * 1024 * 1024  # of all of a kind together


def render(evaluation: Evaluation) -> bytes:
    """The file, in UTF-8. Bounded in size; what is cut says so."""
    tests = [test for group in evaluation.groups for test in group.tests]
    account = fair_share([len(_account(test)) for test in tests], MAX_PARTS, MAX_PART)
    output = fair_share([len(test.output) for test in tests], MAX_PARTS, MAX_PART)
    root = ElementTree.Element("testsuites", name=_line(f"{evaluation.challenge.name}: {evaluation.submission.name}"))
    _count(root, tests)
    for index, group in enumerate(evaluation.groups):
        suite = ElementTree.SubElement(root, "testsuite", name=_line(group.name), id=str(index), package="hidden", hostname="pod")
        suite.set("timestamp", _line(evaluation.provenance.started_at[:19]))  # the schemas know no time zone; it is UTC
        _count(suite, list(group.tests))
        suite.set("skipped", "0")
        _properties(suite, evaluation, group)
        for test in group.tests:
            _case(suite, group, test, account, output)
        # Ant's schema asks for both, at the end.
        ElementTree.SubElement(suite, "system-out")
        ElementTree.SubElement(suite, "system-err")
    ElementTree.indent(root)
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)) + b"\n"


def _count(element: ElementTree.Element, tests: list[TestResult]) -> None:
    element.set("tests", str(len(tests)))
    element.set("failures", str(sum(test.verdict is Verdict.WRONG for test in tests)))
    element.set("errors", str(sum(test.verdict not in (Verdict.WRONG, Verdict.PASSED) for test in tests)))
    element.set("time", _time(sum(test.duration_s for test in tests)))


def _properties(suite: ElementTree.Element, evaluation: Evaluation, group: Group) -> None:
    properties = ElementTree.SubElement(suite, "properties")
    for name, value in {
        "weight": f"{group.weight:g}",
        "score": "open" if group.score is None else f"{group.score:.4f}",
        "submission_sha256": evaluation.submission.sha256,
        "challenge_sha256": evaluation.challenge.sha256,
    }.items():
        ElementTree.SubElement(properties, "property", name=name, value=_line(value))


def _case(suite: ElementTree.Element, group: Group, test: TestResult, account: int, output: int) -> None:
    case = ElementTree.SubElement(suite, "testcase", name=_line(test.name), classname=_line(group.name))
    case.set("time", _time(test.duration_s))
    if test.verdict is not Verdict.PASSED:
        kind = "failure" if test.verdict is Verdict.WRONG else "error"
        message = test.message if test.verdict is not Verdict.INTERNAL_ERROR else f"not the candidate's fault: {test.message}"
        found = ElementTree.SubElement(case, kind, type=test.verdict.value, message=_line(message))
        found.text = _text(_account(test), account)
    if test.output:
        ElementTree.SubElement(case, "system-out").text = _text(test.output, output)


def _account(test: TestResult) -> str:
    return "\n\n".join(part for part in (test.title, test.message, test.traceback, test.detail) if part)


def _text(text: str, most: int) -> str:
    """XML has no way to say most control characters, not even escaped, so none may come this far."""
    return visible(str(cut(text, most)), 12 * MAX_PART)


def _line(text: str) -> str:
    return one_line(text, 1000)


def _time(seconds: float) -> str:
    return f"{max(seconds, 0):.3f}"
