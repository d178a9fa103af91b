"""`grade run SUBMISSION...`, which `grade SUBMISSION...` means too."""

import json
import sys
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from harness import challenge as challenges
from harness import live
from harness.cli import _options
from harness.cli._progress import Progress
from harness.cli._round_options import user
from harness.errors import GradeError, HarnessError
from harness.evaluation import Evaluation, Locked
from harness.grading import Graded, Grader
from harness.verdicts import Verdict


@click.command("run")
@click.argument("submissions", nargs=-1, required=True, metavar="SUBMISSION...", type=click.Path(path_type=Path))
@click.option(
    "--challenge",
    "-c",
    metavar="NAME|FOLDER",
    help="Grade against this challenge. Default: the one named in the submission's file .challenge.",
)
@_options.sandbox("Where to run it. auto takes the Docker engine where one answers.")
@_options.RUNTIME
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("results"),
    show_default=True,
    metavar="FOLDER",
    help="Where results are written, a folder for each submission.",
)
@click.option(
    "--jobs",
    "-j",
    type=click.IntRange(1, 64),
    default=1,
    show_default=True,
    metavar="N",
    help="Submissions to grade at the same time.",
)
@click.option(
    "--round",
    "round_",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Add to this round, and grade with just what it has locked. Results go there.",
)
@click.option("--candidate", metavar="NAME", help="Whose it is, in a round. Default: the archive's name.")
@click.option("--fresh", is_flag=True, help="Grade again what has a result made from the very same parts.")
@click.option(
    "--json",
    "as_json",
    is_flag=True,
    help="Print result.json on standard output and nothing else there; for several submissions one object a line.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with status 1 where a total is below this.",
)
def command(
    submissions: tuple[Path, ...],
    challenge: str | None,
    sandbox: str,
    runtime: str | None,
    out: Path,
    jobs: int,
    round_: Path | None,
    candidate: str | None,
    fresh: bool,
    as_json: bool,
    fail_under: float | None,
) -> int:
    """Grade submissions: each a .zip, a .tar, a .tar.gz or a folder.

    \b
    grade submission.zip
    grade answers/*.zip --challenge context-packer --jobs 2
    grade submission.zip --json | jq .total
    grade reference/ -c . --fail-under 100      (in a challenge's CI)
    grade answers/*.zip --round spring
    """
    if round_ is not None:
        _check_for_round(submissions, challenge, candidate, fresh)
    elif candidate is not None:
        raise GradeError("--candidate belongs to a round: say --round FOLDER too")
    chosen = challenges.find(challenge) if challenge else None
    with Progress(len(submissions)) as progress:
        grader = Grader(sandbox, runtime, progress.say)

        def one(source: Path) -> Graded:
            if round_ is not None:
                from harness.rounds import adding

                code = adding.add(round_, source, user(), candidate)
                with progress.task(code) as watch:  # a candidate's name is shown nowhere from here on
                    return adding.grade(round_, code, grader, user(), watch)
            with progress.task(source.name) as watch:
                return grader.grade(source, out, chosen, watch, fresh)

        outcomes = _all(one, submissions, jobs, progress)
    return _tell(outcomes, as_json, fail_under)


def _check_for_round(submissions: tuple[Path, ...], challenge: str | None, candidate: str | None, fresh: bool) -> None:
    if challenge is not None:
        raise GradeError("--challenge and --round: a round grades with the challenge that it locked; leave one of the two away")
    if fresh:
        raise GradeError("--fresh and --round: everyone in a round is graded again at once, with grade round regrade FOLDER")
    if candidate is not None and len(submissions) > 1:
        raise GradeError("--candidate names one person, and there are several submissions; add them one by one")


Outcome = tuple[Path, Graded | GradeError]


def _all(one, sources: tuple[Path, ...], jobs: int, progress: Progress) -> list[Outcome]:  # type: ignore[no-untyped-def]
    """Every submission's outcome, in the order given: one that fails never takes the others with it."""
    pool = ThreadPoolExecutor(jobs)
    futures: dict[Future[Graded], Path] = {}
    try:
        futures = {pool.submit(one, source): source for source in sources}
        left = set(futures)
        while left:  # in short waits, so that an interrupt is heard
            _, left = wait(left, timeout=0.5, return_when=FIRST_COMPLETED)
    except BaseException:
        for future in futures:
            future.cancel()
        live.close_all()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)
    return [(source, _outcome(future)) for future, source in futures.items()]


def _outcome(future: "Future[Graded]") -> Graded | GradeError:
    error = future.exception()
    if error is None:
        return future.result()
    if isinstance(error, GradeError):
        return error
    raise error


def _tell(outcomes: list[Outcome], as_json: bool, fail_under: float | None) -> int:
    status = 0
    for source, outcome in outcomes:
        if isinstance(outcome, GradeError):
            click.echo(f"grade: {outcome}", err=True)
            status = max(status, outcome.exit_status)
            continue
        evaluation = outcome.evaluation
        if as_json:
            data = evaluation.model_dump(mode="json", by_alias=True)
            click.echo(json.dumps(data, indent=2 if len(outcomes) == 1 else None, ensure_ascii=False))
        else:
            show(source, outcome)
        if evaluation.total is None:
            status = max(status, HarnessError.exit_status)
        elif fail_under is not None and evaluation.total < fail_under:
            status = max(status, 1)
    return status


def show(source: Path, graded: Graded) -> None:
    """A short table by test group, the total, and the report's path."""
    evaluation = graded.evaluation
    console = Console(highlight=False, width=None if sys.stdout.isatty() else 100)
    console.print()
    console.print(
        f"[bold]{_safe(evaluation.submission.name)}[/]  {_safe(evaluation.challenge.name)}  {evaluation.submission.sha256[:12]}"
    )
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name, justify in (
        ("group", "left"),
        ("weight", "right"),
        ("score", "right"),
        ("tests passed", "right"),
        ("what else", "left"),
    ):
        table.add_column(name, justify=justify)  # type: ignore[arg-type]
    for group in evaluation.groups:
        verdicts = [test.verdict for test in group.tests]
        others = [f"{verdicts.count(v)} {v.words}" for v in Verdict if v in verdicts and v is not Verdict.PASSED]
        score = "open" if group.score is None else f"{100 * group.score:.0f} %"
        table.add_row(
            group.name,
            f"{group.weight:g}",
            score,
            f"{verdicts.count(Verdict.PASSED)}/{len(verdicts)}",
            ", ".join(others),
        )
    console.print(table)
    total = (
        "open: the harness failed in at least one test; run it again" if evaluation.total is None else f"{evaluation.total:g} %"
    )
    console.print(
        f"total   [bold]{total}[/]"
        + ("   (result of an earlier run with the very same parts; --fresh grades again)" if graded.reused else "")
    )
    console.print(f"scope   {_safe(_scope(evaluation))}")
    console.print(f"sandbox {_sandbox(evaluation)}")
    if lock := evaluation.provenance.lock:
        console.print(f"rubric  {_safe(_lock(lock))}", soft_wrap=True)
    console.print(f"report  {graded.folder / 'report.html'}", soft_wrap=True)


def _scope(evaluation: Evaluation) -> str:
    """The band, which is no part of the total, or why there is none."""
    scope = evaluation.scope
    if scope.band == "not judged":
        return f"not judged: {scope.reason}" if scope.reason else "not judged"
    places = len(scope.findings)
    return f"{scope.band}, {scope.points:g} of 100 points, {places} finding{'' if places == 1 else 's'}"


def _sandbox(evaluation: Evaluation) -> str:
    used = evaluation.sandbox
    name = f"{used.backend}{f' ({used.runtime})' if used.runtime else ''}"
    return f"{name}; not promised here: {'; '.join(used.weaker)}" if used.weaker else name


def _lock(lock: Locked) -> str:
    if lock.round is None:
        return f"{lock.rubric} {lock.rubric_sha256[:12]}, the program's own: no round, so nothing was locked beforehand"
    return (
        f"{lock.rubric} {lock.rubric_sha256[:12]}, locked at {lock.locked_at} with {lock.submissions_before} submissions in the "
        f"round; this is number {lock.number}"
    )


def _safe(text: str) -> str:
    return text.replace("[", "\\[")
