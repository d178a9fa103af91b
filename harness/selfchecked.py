"""What a candidate's own check said of the public tests, beside what the same tests say in the pod.

The record comes with the submission, so it is a claim and nothing more: it never changes a score. Where it differs, either the
work behaves differently here, by accident or because it knows where it runs, or the record is not of this work.
"""

import hashlib
import json
from dataclasses import dataclass, replace

from harness.challenge import Challenge
from harness.evaluation import PublicTests, TestReport
from harness.inside import handin
from harness.submission import Submission
from harness.text import one_line
from harness.verdicts import Verdict

MOST_TESTS = 2000
MOST_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Claim:
    """What a record says. passed: by a public test's id. files_sha256: of the files that were checked; whatever stands there."""

    passed: dict[str, bool]
    files_sha256: object


def claimed(submission: Submission) -> Claim | None:
    """The record in the submission; None without one that can be read."""
    data = next((file.data for file in submission.files if file.path == handin.RECORD), b"")
    if not data or len(data) > MOST_BYTES:
        return None
    try:
        record = json.loads(data)
        tests = record["tests"]
        if record["schema"] != handin.RECORD_SCHEMA or not isinstance(tests, dict) or len(tests) > MOST_TESTS:
            return None
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return Claim({name: verdict == Verdict.PASSED.value for name, verdict in tests.items()}, record.get("files_sha256"))


def of_public_tests(challenge: Challenge) -> Challenge | None:
    """The same challenge with its public tests in the place of the hidden ones; None where it has none."""
    files = challenge.public_files()
    groups = {
        file.path[len("test_") : -len(".py")]: 1.0 for file in files if file.path.startswith("test_") and "/" not in file.path
    }
    return replace(challenge, groups=groups, _hidden=files) if groups else None


def beside(claim: Claim, submission: Submission, report: TestReport) -> PublicTests:
    """The public tests as they went here, and every one that the candidate's own check saw otherwise."""
    here = {f"test_{group.name}.py::{test.name}": test for group in report.groups for test in group.tests}
    differences = [
        f"{test.title}: {_word(claim.passed[name])} in the candidate's own check, {test.verdict.words} here"
        for name, test in here.items()
        if name in claim.passed and claim.passed[name] is not (test.verdict is Verdict.PASSED)
    ]
    unknown = [one_line(name, 200) for name in claim.passed if name not in here]
    if unknown:
        differences.append(f"the candidate's own check ran what is no public test of this challenge: {', '.join(unknown[:5])}")
    same_files = claim.files_sha256 == _digest(submission)
    return PublicTests(tests=tuple(report.tests), differences=tuple(differences), same_files=same_files)


def _word(passed: bool) -> str:
    return "passed" if passed else "not passed"


def _digest(submission: Submission) -> str:
    """What the record would say of the files that were handed in."""
    digests = {file.path: hashlib.sha256(file.data).hexdigest() for file in submission.files if file.path != handin.RECORD}
    return str(handin.digest(digests))  # type: ignore[no-untyped-call]
