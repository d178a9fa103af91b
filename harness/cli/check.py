"""`grade check [FOLDER]`."""

import json
from pathlib import Path

import click

from harness import challenge as challenges
from harness.cli import _options
from harness.cli._progress import Progress
from harness.errors import GradeError
from harness.examine import examine
from harness.grading import Grader, challenge_of
from harness.selfchecked import of_public_tests
from harness.unpack import unpack
from harness.verdicts import Verdict


@click.command("check")
@click.argument("folder", type=click.Path(exists=True, path_type=Path), default=Path())
@click.option("--challenge", "-c", metavar="NAME|FOLDER", help="Default: the one named in the file .challenge.")
@_options.sandbox()
@click.option("--json", "as_json", is_flag=True, help="Print the test report as JSON.")
def command(folder: Path, challenge: str | None, sandbox: str, as_json: bool) -> int:
    """Run a challenge's public tests against FOLDER (or an archive) in a sandbox, before the hand-in.

    Exit status 1 where a public test fails.
    """
    submission = unpack(folder)
    whole = challenges.find(challenge) if challenge else challenge_of(submission, folder)
    found = of_public_tests(whole)
    if found is None:
        raise GradeError(f"{whole.folder}/tests/public/ holds no test")
    with Progress(1) as progress:
        grader = Grader(sandbox, None, progress.say)
        with progress.task(submission.name) as watch:
            report = examine(submission, found, grader.backend, grader.environment(found), watch=watch)
    tests = list(report.tests)
    if as_json:
        click.echo(json.dumps(report.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        for test in tests:
            click.echo(f"{'ok  ' if test.verdict is Verdict.PASSED else '->  '}{test.title}")
            if test.verdict is not Verdict.PASSED:
                click.echo(f"      {test.verdict.words}: {test.message.splitlines()[0] if test.message else ''}")
        click.echo(f"{sum(test.verdict is Verdict.PASSED for test in tests)} of {len(tests)} public tests passed")
    return 0 if all(test.verdict is Verdict.PASSED for test in tests) else 1
