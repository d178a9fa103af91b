"""`grade challenge verify|new|list|show`."""

import json
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from harness import bundled
from harness import challenge as challenges
from harness.challengefile import is_name
from harness.cli._progress import Progress
from harness.errors import HarnessError
from harness.fairness import pages, record, skeleton
from harness.fairness.folder import whole
from harness.files import write_whole
from harness.grading import Grader


@click.group("challenge")
def command() -> None:
    """Challenges: prove that one is fair, begin a new one, list the known ones."""


@command.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(as_json: bool) -> None:
    """The challenges that come with the program."""
    found = [challenges.named(name) for name in challenges.known()]
    if as_json:
        rows = [
            {
                "name": c.name,
                "title": c.title,
                "stage": c.stage,
                "profiles": list(c.profiles),
                "sha256": c.sha256,
                "fair": _fair(c),
            }
            for c in found
        ]
        click.echo(json.dumps(rows, indent=2))
        return
    for each in found:
        click.echo(f"{each.name:20} {each.stage:12} {', '.join(each.profiles)}\n{'':20} {each.title}")


def _fair(challenge: challenges.Challenge) -> bool | None:
    """What the record of this very state says; None where there is none."""
    found = record.load(challenge)
    return None if found is None else found.fair


@command.command()
@click.argument("challenge", metavar="NAME|FOLDER")
def show(challenge: str) -> None:
    """What a challenge asks for, and what decides."""
    found = challenges.find(challenge)
    box = f", {found.time_box_min} minutes" if found.time_box_min else ""
    click.echo(f"{found.name}: {found.title}\n{found.stage}{box}; for {', '.join(found.profiles)}\nsha256 {found.sha256}")
    click.echo("groups: " + ", ".join(f"{name} ({weight:g})" for name, weight in found.groups.items()))
    for number, text in found.rules.items():
        click.echo(f"{number:>4}. {text}")
    click.echo(_record_in_words(found))


def _record_in_words(challenge: challenges.Challenge) -> str:
    found = record.read(challenge.folder)
    if found is None:
        return "fairness: no record; make one with `grade challenge verify --record`"
    since = record.since(found, challenge)
    return f"fairness: {found.in_words}" + "".join(f"\n  since then: {line}" for line in since)


@command.command()
@click.argument("name", metavar="NAME")
@click.option(
    "--in",
    "parent",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    metavar="FOLDER",
    help="Where. Default: here.",
)
def new(name: str, parent: Path) -> None:
    """Begin a challenge: a folder with all that one has, and a mark wherever you have to write.

    \b
    grade challenge new ticket-triage
    grade challenge verify ticket-triage     names each mark that is left
    """
    for path in skeleton.create(name, parent):
        click.echo(str(path))
    click.echo(f"\nWrite where it says {skeleton.LEFT_OPEN}, then: grade challenge verify {parent / name}")


@command.command()
@click.argument("folder", metavar="NAME|FOLDER")
@click.option(
    "--repeat", "-n", type=click.IntRange(1, 100), default=3, show_default=True, help="Runs of the reference in each sandbox."
)
@click.option(
    "--sandbox",
    multiple=True,
    type=click.Choice(["docker", "bubblewrap"]),
    help="Only in these. Default: every one that works here.",
)
@click.option("--runtime", metavar="NAME", help="Also under this OCI runtime, such as runsc.")
@click.option("--jobs", "-j", type=click.IntRange(1, 64), default=2, show_default=True, help="Submissions at the same time.")
@click.option("--mutants", type=click.IntRange(0), metavar="N", help="Only a drawn sample of so many mutants. Default: all.")
@click.option(
    "--trace/--no-trace",
    default=True,
    help="Whether a mutant that one rule's tests caught is run against all others. The score is the same without.",
)
@click.option(
    "--out",
    "-o",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Write fairness.json, fairness.md and fairness.junit.xml there.",
)
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="FOLDER",
    help="Keep each run's result there; a proof that was stopped goes on where it was.",
)
@click.option(
    "--under-load",
    type=click.IntRange(0, 100),
    default=0,
    metavar="N",
    help="Also N runs of the reference beside busy processes, and of what broken samples fail; for rules on time.",
)
@click.option(
    "--record", "recorded", is_flag=True, help="Keep the record next to challenge.yaml, as FAIRNESS.md and fairness.json."
)
@click.option("--json", "as_json", is_flag=True, help="Print the record as JSON.")
def verify(
    folder: str,
    repeat: int,
    sandbox: tuple[str, ...],
    runtime: str | None,
    jobs: int,
    mutants: int | None,
    trace: bool,
    out: Path | None,
    keep: Path | None,
    under_load: int,
    recorded: bool,
    as_json: bool,
) -> int:
    """Prove that a challenge is fair; exit status 0 only where it is.

    \b
    grade challenge verify .            in a challenge's own repository
    grade challenge verify context-packer --record
    """
    from harness.fairness.verify import verify as prove

    found = whole(_place(folder))
    with Progress(1) as progress:
        graders = _graders(sandbox, runtime, progress)
        made = prove(
            found,
            graders,
            repeats=repeat,
            jobs=jobs,
            most_mutants=mutants,
            keep=keep,
            loaded=under_load,
            trace=trace,
            say=progress.say,
        )
    data = (made.model_dump_json(indent=2) + "\n").encode()
    page = pages.to_markdown(made).encode()
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        write_whole(out / "fairness.json", data)
        write_whole(out / "fairness.md", page)
        write_whole(out / "fairness.junit.xml", pages.to_junit(made))
    if recorded:
        write_whole(found.folder / record.FILE, data)
        write_whole(found.folder / record.PAGE, page)
    if as_json:
        click.echo(data.decode())
    else:
        _show(made)
    return 0 if made.fair else 1


def _place(name_or_folder: str) -> Path:
    """Where the challenge lies; unlike `challenges.find` without a look inside, which would tell less than all that is wrong."""
    if is_name(name_or_folder) and name_or_folder in challenges.known():
        return bundled.folder("challenges") / name_or_folder
    path = Path(name_or_folder)
    path = path.parent if path.name == "challenge.yaml" else path
    if not (path / "challenge.yaml").is_file():
        challenges.find(name_or_folder)  # says what is wrong with the name
    return path


def _graders(sandbox: tuple[str, ...], runtime: str | None, progress: Progress) -> list[Grader]:
    found: list[Grader] = []
    for name in sandbox or ("bubblewrap", "docker"):
        try:
            found.append(Grader(name, None, progress.say))
        except HarnessError as error:
            if sandbox:
                raise
            progress.say(f"not verified in {name}: {str(error).splitlines()[-1].strip()}")
    if runtime:
        found.append(Grader("docker", runtime, progress.say))
    if not found:
        raise HarnessError("no sandbox works here; see `grade doctor`")
    return found


def _count(number: int | None) -> str:
    return "-" if number is None else str(number)


def _show(made: record.FairnessRecord) -> None:
    console = Console(highlight=False)
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("check", "", "", "seconds"):
        table.add_column(name)
    for check in made.checks:
        table.add_row(check.name, "ok" if check.ok else "[bold]NO[/]", check.told, f"{check.seconds:.0f}")
    console.print(table)
    for check in made.checks:
        for problem in check.problems[:20]:
            console.print(f"{check.name}: {problem}", markup=False, soft_wrap=True)
        if len(check.problems) > 20:
            console.print(f"{check.name}: and {len(check.problems) - 20} more")
    rules = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("rule", "tests", "only its tests caught", "samples that break just it"):
        rules.add_column(name)
    for rule in made.rules:
        rules.add_row(str(rule.number), str(len(rule.tests)), _count(rule.mutants_only_here), ", ".join(rule.samples))
    console.print(rules)
    console.print(f"{made.challenge.name} is {'fair' if made.fair else 'NOT fair'} ({made.seconds:.0f} s)")
