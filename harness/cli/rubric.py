"""`grade rubric show|lint|new`."""

from pathlib import Path

import click
from rich.console import Console
from rich.markdown import Markdown

from harness import guide, kit, rubriclint
from harness import rubric as rubrics
from harness.challengefile import PROFILES
from harness.errors import GradeError
from harness.files import write_whole
from harness.rubric import STAGES, Rubric


@click.group("rubric")
def command() -> None:
    """Rubrics: read one, check one, begin your own."""


@command.command()
@click.argument("rubric", metavar="[STAGE/PROFILE|FILE]", required=False)
@click.option("--format", "-f", "form", type=click.Choice(["terminal", "markdown", "html", "yaml", "json"]), default="terminal")
@click.option("--out", "-o", type=click.Path(dir_okay=False, path_type=Path), metavar="FILE", help="Write it there.")
def show(rubric: str | None, form: str, out: Path | None) -> None:
    """A rubric with its shared parts filled in; without a name, which there are.

    \b
    grade rubric show take-home/ml-ops
    grade rubric show my-rubric.yaml --format html --out rubric.html
    """
    if rubric is None:
        for stage, profile in rubrics.known():
            held = rubrics.bundled(stage, profile)
            click.echo(f"{stage + '/' + profile:34} {held.time_box_min:>4} min  pass {held.pass_mark:g} %  {_ids(held)}")
        return
    held = rubrics.load(_place(rubric))
    if form == "terminal" and out is None:
        Console().print(Markdown(_page(held)))
        return
    text = {
        "yaml": lambda: rubrics.to_yaml(held),
        "json": lambda: held.model_dump_json(indent=2) + "\n",
        "html": lambda: kit.page(held.title, _page(held)),
    }.get(form, lambda: _page(held))()
    if out is None:
        click.echo(text, nl=False)
        return
    write_whole(out, text)
    click.echo(f"{out}: {held.title}")


@command.command()
@click.argument("files", metavar="[STAGE/PROFILE|FILE]...", nargs=-1)
def lint(files: tuple[str, ...]) -> int:
    """Refuse what two graders would read differently; exit status 1 where there is a problem. Without a name: all bundled."""
    places = [_place(file) for file in files] or [rubrics.place(*names) for names in rubrics.known()]
    found = [problem for path in places for problem in rubriclint.lint(path)]
    for problem in found:
        click.echo(problem)
    if not found:
        click.echo(f"{len(places)} rubric{'s' if len(places) > 1 else ''}: nothing to mend")
    return 1 if found else 0


@command.command()
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--stage", "-s", type=click.Choice(STAGES), required=True)
@click.option("--profile", "-p", type=click.Choice(PROFILES), required=True)
def new(file: Path, stage: str, profile: str) -> None:
    """Begin your own rubric from the bundled one, in one file without includes.

    \b
    grade rubric new rubric.yaml --stage take-home --profile ml-ops
    """
    if file.exists():
        raise GradeError(f"{file} is there already; choose another name")
    head = (
        "# Levels are in the order 1, 2, 3, 4. Change what your job needs, then: grade rubric lint\n"
        "# The criteria's titles and weights also stand in the challenge's brief: keep the two alike.\n"
    )
    write_whole(file, head + rubrics.to_yaml(rubrics.bundled(stage, profile)))
    click.echo(f"{file}: a copy of {stage}/{profile}. Edit it, then check it: grade rubric lint {file}")


def _place(text: str) -> Path:
    stage, _, profile = text.partition("/")
    if (stage, profile) in rubrics.known():
        return rubrics.place(stage, profile)
    path = Path(text)
    if not path.exists() and stage in STAGES and "." not in text:
        return rubrics.place(stage, profile)  # which says what there is
    return path


def _page(held: Rubric) -> str:
    facts = f"{held.stage}, {held.profile}; time box {held.time_box_min} minutes; pass mark {held.pass_mark:g} %"
    return f"# {held.title}\n\n{facts}; sha256 `{rubrics.sha256(held)}`\n\n{guide.rubric_to_markdown(held)}"


def _ids(held: Rubric) -> str:
    return ", ".join(f"{criterion.id} {criterion.weight:g}" for criterion in held.criteria)
