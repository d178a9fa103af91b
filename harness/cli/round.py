"""`grade round ...`: open, amend, status, close, verify, reveal; the other steps of a round are in the modules `_round_*`."""

import importlib
import json
import pkgutil
from pathlib import Path

import click

import harness.cli
from harness import challenge as challenges
from harness.challengefile import PROFILES
from harness.cli._round_options import BY, FOLDER, JSON
from harness.errors import GradeError
from harness.rubric import STAGES
from harness.text import one_line


@click.group("round")
def command() -> None:
    """Rounds: one rubric and challenge for everyone, locked before the work is seen.

    \b
    grade round open spring --challenge ticket-triage --profile product-implementer
    grade answers/*.zip --round spring
    grade score --round spring --as ada
    grade round status spring
    grade round close spring
    grade round verify spring
    """


@command.command("open")
@FOLDER
@click.option("--challenge", "-c", metavar="NAME|FOLDER", help="The challenge to lock; none for a stage that is a talk.")
@click.option("--profile", "-p", required=True, type=click.Choice(PROFILES), help="The job that is hired for.")
@click.option("--stage", type=click.Choice(STAGES), help="Default: the challenge's.")
@click.option("--rubric", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Default: the program's own.")
@click.option("--scenario", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Lock this text too.")
@click.option("--name", metavar="TEXT", help="What to call the round. Default: the folder's name.")
@click.option("--grader", "graders", multiple=True, metavar="NAME", help="Who may score; repeat it. Default: anyone.")
@click.option("--graders", "count", type=click.IntRange(1, 5), default=2, show_default=True, help="Graders for each submission.")
@BY
def open_command(
    folder: Path,
    challenge: str | None,
    profile: str,
    stage: str | None,
    rubric: Path | None,
    scenario: Path | None,
    name: str | None,
    graders: tuple[str, ...],
    count: int,
    by: str,
) -> None:
    """Begin a round: copy and hash rubric, challenge and versions, before any submission is there."""
    from harness.rounds.opening import Opening, graders_in_words, open_

    if stage is None:
        if challenge is None:
            raise GradeError(f"say --challenge NAME, or --stage one of {', '.join(STAGES)} for a stage that is a talk")
        stage = challenges.find(challenge).stage
    asked = Opening(
        stage=stage,  # type: ignore[arg-type]
        profile=profile,  # type: ignore[arg-type]
        by=by,
        challenge=challenge,
        rubric=rubric,
        scenario=scenario,
        name=name,
        graders=graders,
        graders_per_submission=count,
    )
    book = open_(folder, asked)
    locked = book.round
    click.echo(f"{folder}: round {locked.name}, {locked.stage} for {locked.profile}, locked at {locked.locked_at}")
    click.echo(f"  rubric     {locked.rubric.sha256[:16]}  {locked.rubric.title}")
    if locked.challenge:
        click.echo(f"  challenge  {locked.challenge.sha256[:16]}  {locked.challenge.name}")
    click.echo(f"  grade      {locked.harness.sha256[:16]}  {locked.harness.version}")
    click.echo(f"  graders    {locked.graders_per_submission} for each submission: {graders_in_words(locked.graders)}")
    following = f"grade SUBMISSION... --round {folder}" if locked.challenge else f"grade round invite {folder} --candidate NAME"
    click.echo(f"Next: {following}")


@command.command()
@FOLDER
@click.option("--reason", required=True, metavar="TEXT", help="Why; everyone in the round can read it.")
@click.option("--rubric", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The rubric from now on.")
@click.option("--challenge", "-c", metavar="NAME|FOLDER", help="The challenge from now on.")
@click.option("--scenario", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="The scenario from now on.")
@click.option("--harness", "program", is_flag=True, help="Go on with the version of grade that is installed now.")
@BY
def amend(
    folder: Path, reason: str, rubric: Path | None, challenge: str | None, scenario: Path | None, program: bool, by: str
) -> None:
    """Record a change to what was locked; every earlier score is to be done again."""
    from harness.rounds.opening import Change, amend

    change = Change(reason=reason, by=by, rubric=rubric, challenge=challenge, scenario=scenario, harness=program)
    book = amend(folder, change)
    made = book.round.amendments[-1]
    stale = sum(card.stale for card in book.state.cards.values())
    click.echo(f"{folder}: amended ({', '.join(made.what)}) with {made.submissions_before} submissions in the round already")
    click.echo(f"  {stale} handed-in scores are to be done again; the earlier ones stay on record")
    if "challenge" in made.what and made.submissions_before:
        click.echo(f"Next: grade round regrade {folder}")


@command.command()
@FOLDER
@click.option("--as", "grader", metavar="NAME", help="A grader: their own submissions in their own order.")
@JSON
def status(folder: Path, grader: str | None, as_json: bool) -> None:
    """Who has scored what, what is missing, where graders differ."""
    from harness.cli._round_show import show_status
    from harness.rounds.status import status

    found = status(folder, grader)
    if as_json:
        click.echo(json.dumps(found.model_dump(mode="json"), indent=2, ensure_ascii=False))
    else:
        show_status(found)


@command.command()
@FOLDER
@click.option("--key", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Private key (PEM) that signs.")
@click.option("--incomplete", metavar="REASON", help="Close a round that lacks something, and say why.")
@BY
def close(folder: Path, key: Path | None, incomplete: str | None, by: str) -> None:
    """Freeze the round, with a manifest of hashes over everything."""
    from harness.rounds.closing import close
    from harness.rounds.round import ENVELOPE, MANIFEST

    close(folder, by, key, incomplete)
    signed = f", signed in {ENVELOPE}" if key else ", not signed"
    click.echo(f"{folder}: closed; {MANIFEST} has the hash of every file{signed}")
    click.echo(f"Next: grade round verify {folder}")


@command.command()
@FOLDER
@click.option(
    "--public-key", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Key (PEM) to check the signature with."
)
@JSON
def verify(folder: Path, public_key: Path | None, as_json: bool) -> int:
    """Check the whole round against its log, and the log against itself. Exit status 1 where something is wrong."""
    from harness.rounds.verify import verify

    found = verify(folder, public_key)
    if as_json:
        faults = [{"place": fault.place, "what": fault.what} for fault in found.faults]
        click.echo(json.dumps({"verified": not faults, "faults": faults, "looked_at": found.told}, indent=2))
        return 1 if faults else 0
    for fault in found.faults:
        click.echo(one_line(f"{folder}/{fault}", 1000))
    if found.faults:
        click.echo(f"{folder}: NOT as its log says: {len(found.faults)} fault{'s' if len(found.faults) > 1 else ''}")
        return 1
    click.echo(f"{folder}: verified: {'; '.join(found.told)}")
    return 0


@command.command()
@FOLDER
@BY
@JSON
def reveal(folder: Path, by: str, as_json: bool) -> None:
    """Show who is behind each code name, once the round is closed; logged."""
    from harness.rounds.closing import reveal

    people = reveal(folder, by)
    if as_json:
        click.echo(json.dumps({code: {"name": each.name, "mail": each.mail} for code, each in people.items()}, indent=2))
        return
    for code, person in people.items():
        click.echo(f"{code:20} {one_line(person.name)}{f' <{one_line(person.mail)}>' if person.mail else ''}")


def _add_the_rest() -> None:
    """Commands from the modules beside this one: each has a tuple COMMANDS."""
    for module in pkgutil.iter_modules(harness.cli.__path__):
        if module.name.startswith("_round_"):
            for each in getattr(importlib.import_module(f"harness.cli.{module.name}"), "COMMANDS", ()):
                command.add_command(each)


_add_the_rest()
