"""`grade guide STAGE --profile P`."""

from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown

from harness import challenge as challenges
from harness import guide, kit, results
from harness import rubric as rubrics
from harness import scenario as scenarios
from harness.challengefile import PROFILES
from harness.errors import GradeError
from harness.files import write_whole
from harness.rounds.folder import RoundFolder, open_round
from harness.rounds.log import LOG
from harness.rounds.round import RESULTS
from harness.rubric import STAGES


@click.command("guide")
@click.argument("stage", type=click.Choice(STAGES))
@click.option("--profile", "-p", type=click.Choice(PROFILES), help="The job. Not needed with --rubric.")
@click.option("--rubric", type=click.Path(path_type=Path), metavar="FILE", help="Your own rubric in place of the bundled one.")
@click.option("--challenge", "-c", metavar="NAME|FOLDER", help="Default: the bundled one for this stage and profile.")
@click.option("--scenario", "-s", metavar="NAME|FILE", help="Only this one (system design).")
@click.option(
    "--submission",
    type=click.Path(path_type=Path),
    metavar="RESULTS_FOLDER",
    help="Adds questions from this submission's own evidence. Holds hidden tests' messages: never for candidates.",
)
@click.option("--handout", is_flag=True, help="Only what the candidate may see of the scenario (system design).")
@click.option("--format", "-f", "form", type=click.Choice(["terminal", "markdown", "html"]), default="terminal")
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there.")
def command(
    stage: str,
    profile: str | None,
    rubric: Path | None,
    challenge: str | None,
    scenario: str | None,
    submission: Path | None,
    handout: bool,
    form: str,
    out: Path | None,
) -> None:
    """How to run a stage: what to do when, what to ask, and the rubric.

    \b
    grade guide screening --profile ml-ops
    grade guide take-home -p product-implementer --submission results/ada
    grade guide take-home --submission round/results/amber-heron
    grade guide system-design -p ml-ops --format html --out guide.html
    """
    book = _round_of(submission) if submission else None
    if rubric is None and profile is None and book is None:
        raise click.UsageError(f"name the job: --profile {'|'.join(PROFILES)}")
    held = rubrics.load(rubric) if rubric else book.rubric if book else rubrics.bundled(stage, str(profile))
    if held.stage != stage or (profile and held.profile != profile):
        where = rubric or (book.path if book else "")
        raise GradeError(f"{where} has a rubric for {held.stage}/{held.profile}, not for {stage}/{profile or held.profile}")
    if submission and stage not in ("coding", "take-home"):
        raise GradeError(f"--submission goes with coding and take-home; nothing is handed in at the stage {stage}")
    made = guide.make(
        held,
        challenges.find(challenge) if challenge else book.challenge if book else None,
        scenarios.find(scenario) if scenario else None,
        results.read(submission) if submission else None,
        [each.question for each in book.clarifications(submission.name)] if book and submission else (),
    )
    text = guide.to_markdown(made)
    if handout:
        if not made.scenarios:
            raise GradeError("--handout goes with the stage system-design")
        text = scenarios.handout(made.scenarios[0])
    _show(text, guide.title(made), form, out)


def _round_of(submission: Path) -> RoundFolder | None:
    """The round whose result this is: its rubric and challenge are the ones, and what the candidate asked is known."""
    place = submission.absolute()
    if place.parent.name != RESULTS or not (place.parent.parent / LOG).is_file():
        return None
    return open_round(place.parent.parent)


def _show(text: str, title: str, form: str, out: Path | None) -> None:
    if form == "html" or (out is not None and out.suffix == ".html"):
        text = kit.page(title, text)
    elif form == "terminal" and out is None:
        Console().print(Markdown(text))
        return
    if out is None:
        click.echo(text)
        return
    write_whole(out, text)
    click.echo(f"{out}: {title}")
