"""`grade pipeline new|status`."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

import click
from rich.console import Console
from rich.table import Table

from harness import pipeline, pipelinestatus, role, rubriclint
from harness.challengefile import PROFILES, Profile, Stage
from harness.errors import GradeError
from harness.guide import PROFILE_WORDS
from harness.role import AnswersFile, Decision, OwnStage
from harness.rubric import STAGES


@click.group("pipeline")
def command() -> None:
    """The role first, then four stages laid out for it."""


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--answers", type=click.Path(path_type=Path), metavar="FILE", help="Answers, decision, stages; nothing is asked.")
@click.option("--decide", type=click.Choice(PROFILES), help="The profile that you decide for, where FILE says none.")
@click.option("--by", metavar="NAME", help="Who decides.")
@click.option("--reason", metavar="TEXT", help="Why this job.")
@click.option("--without", multiple=True, metavar="STAGE=WHY", help="Leave a stage out.")
@click.option("--questions", is_flag=True, help="Print an answers file to fill in, and stop.")
def new(
    folder: Path,
    answers: Path | None,
    decide: str | None,
    by: str | None,
    reason: str | None,
    without: tuple[str, ...],
    questions: bool,
) -> None:
    """Ask what the person will do, put the decision on record, and lay out the four stages.

    \b
    grade pipeline new hiring/ml-engineer
    grade pipeline new x --questions > answers.yaml
    grade pipeline new hiring/ml-engineer --answers answers.yaml
    """
    if questions:
        click.echo(_blank(), nl=False)
        return
    pipeline.must_be_new(folder)
    left_out = _left_out(without)
    base = answers.parent if answers else Path()
    given = role.read_answers(answers)[0] if answers else _ask()
    found = role.suggest(given.answers)
    click.echo(role.in_words(found, given.answers))
    decision = _decision(given, found, decide, by, reason, answers is None)
    made = pipeline.lay_out(
        folder,
        role.decide(given.title, given.answers, decision, datetime.now(UTC).isoformat(timespec="seconds")),
        given.stages | left_out,
        base,
    )
    for own in given.stages.values():
        for problem in rubriclint.lint(base / own.rubric) if own.rubric else ():
            click.echo(f"look at your own rubric: {problem}", err=True)
    if found.profile != decision.profile:
        click.echo(f"Decided otherwise than the answers say: {PROFILE_WORDS[decision.profile]}. role.yaml records both.")
    click.echo(f"\n{folder}: {made.title}, {PROFILE_WORDS[made.profile]}")
    for plan in made.stages:
        box = f"{plan.time_box_min:>4} min" if plan.time_box_min else "        "
        what = f"left out: {plan.left_out}" if plan.left_out else plan.challenge.name if plan.challenge else plan.scenario
        click.echo(f"  {plan.stage:14} {box}  {what}")
    click.echo(f"Begin with {folder / pipeline.README}. It has the commands that open the rounds.")


@command.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status(folder: Path, as_json: bool) -> None:
    """Each stage's round, and each candidate's way through them.

    Names are shown for rounds that were closed and revealed; before that, each round's code names.
    """
    found = pipelinestatus.read(folder)
    if as_json:
        stages = [
            {"stage": each.plan.stage, "status": each.told, "revealed": each.revealed, "candidates": each.candidates}
            for each in found.stages
        ]
        click.echo(json.dumps({"title": found.pipeline.title, "profile": found.pipeline.profile, "stages": stages}, indent=2))
        return
    console = Console(highlight=False, markup=False)
    console.print(f"{found.pipeline.title}: {PROFILE_WORDS[found.pipeline.profile]}")
    for each in found.stages:
        box = f"{each.plan.time_box_min:>4} min" if each.plan.time_box_min else "        "
        console.print(f"  {each.plan.stage:14} {box}  {each.told}", soft_wrap=True)
    rows = found.rows()
    if not rows:
        console.print("No candidates yet.")
        return
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("candidate", *(each.plan.stage for each in found.stages)):
        table.add_column(name)
    for name, cells in rows:
        table.add_row(name, *cells)
    console.print(table)
    if not all(each.revealed for each in found.stages if each.candidates):
        console.print("Code names differ from round to round; a way is joined once its rounds are revealed.")


def _ask() -> AnswersFile:
    """The questions in a terminal."""
    title = click.prompt("What is the role called?")
    answers: dict[str, str] = {}
    asked = role.questions()
    for number, question in enumerate(asked, 1):
        click.echo(f"\n{number} of {len(asked)}. {question.asks}")
        for place, option in enumerate(question.options, 1):
            click.echo(f"  {place}  {option.text}")
        click.echo("  0  Undecided")
        chosen = click.prompt("Answer", type=click.IntRange(0, len(question.options)))
        answers[question.id] = question.options[chosen - 1].id if chosen else role.UNDECIDED
    click.echo()
    return AnswersFile(title=title, answers=answers)


def _decision(
    given: AnswersFile, found: role.Suggestion, decide: str | None, by: str | None, reason: str | None, terminal: bool
) -> Decision:
    """What a person decided: from the file or the options, else asked for in the terminal; never taken from the answers alone."""
    profile = decide or (given.decision.profile if given.decision else None)
    by = by or (given.decision.by if given.decision else None)
    reason = reason or (given.decision.reason if given.decision else None)
    if terminal:
        profile = profile or click.prompt("Which one do you decide for?", type=click.Choice(PROFILES), default=found.profile)
        by = by or click.prompt("Who decides?")
        reason = reason or click.prompt("Why?")
    if not (profile and by and reason):
        raise GradeError(
            "a person decides, and the record says who and why: add to the answers file\n"
            f"decision: {{profile: {found.profile or '|'.join(PROFILES)}, by: ..., reason: ...}}\n"
            "or give --decide, --by and --reason"
        )
    return Decision(profile=cast(Profile, profile), by=by, reason=reason)


def _left_out(without: tuple[str, ...]) -> dict[Stage, OwnStage]:
    made: dict[Stage, OwnStage] = {}
    for each in without:
        stage, _, why = each.partition("=")
        if stage not in STAGES or not why.strip():
            raise click.UsageError(f"--without takes STAGE=WHY, where STAGE is one of {', '.join(STAGES)}")
        made[stage] = OwnStage(leave_out=why.strip())
    return made


def _blank() -> str:
    lines = ["title: ...", "answers:"]
    for question in role.questions():
        lines.append(f"  # {question.asks}")
        lines += [f"  #   {option.id}: {option.text}" for option in question.options]
        lines.append(f"  {question.id}: {role.UNDECIDED}")
    lines += [
        "# What you decide; the answers alone decide nothing.",
        "# decision: {profile: ml-ops, by: your name, reason: why}",
        "# Stages that are otherwise; paths start at this file's folder.",
        "# stages:",
        "#   coding: {leave_out: why}",
        "#   take-home: {challenge: my-challenge, rubric: my-rubric.yaml, guide: my-guide.md}",
        "#   system-design: {scenario: my-scenario.yaml}",
    ]
    return "\n".join(lines) + "\n"
