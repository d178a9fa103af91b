"""`grade pack FOLDER`."""

import json
from pathlib import Path

import click

from harness.errors import GradeError
from harness.inside import handin
from harness.text import one_line


def kit_files(folder: Path) -> dict[str, str]:
    """What the kit that `folder` was made from brought, by path; nothing where it was made from none."""
    try:
        found = json.loads((folder / ".grade" / "kit.json").read_text("utf-8"))["files"]
    except (OSError, ValueError, KeyError, TypeError):
        return {}
    return found if isinstance(found, dict) else {}


@click.command("pack")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    "-o",
    type=click.Path(dir_okay=False, path_type=Path),
    default=Path("submission.zip"),
    show_default=True,
    metavar="FILE",
    help="The archive to write.",
)
@click.option("--json", "as_json", is_flag=True, help="Print what goes in and what doesn't as JSON.")
def command(folder: Path, out: Path, as_json: bool) -> None:
    """Write the archive to hand in, and list what is in it.

    Junk and unchanged files of the kit are left out; the limits that the graders set are checked. The same files give the
    same archive, byte for byte.

    \b
    grade pack my-answer --out submission.zip
    """
    looked = handin.look(str(folder), kit_files(folder))
    files = [(path, size) for path, size in looked.files if (folder / path).resolve() != out.resolve()]
    if as_json:
        click.echo(json.dumps({"files": dict(files), "left_out": dict(looked.left_out), "problems": looked.problems}, indent=2))
    else:
        for path, size in files:
            click.echo(f"{size:>10,}  {one_line(path, 200)}")
        for path, why in looked.left_out:
            click.echo(f"  left out  {one_line(path, 200)} ({why})")
    if looked.problems:
        raise GradeError(f"{folder} would not be accepted:\n" + "\n".join(f"  {one_line(each, 300)}" for each in looked.problems))
    handin.write_zip(str(folder), files, str(out))
    if not as_json:
        click.echo(f"{out}: {len(files)} files, {sum(size for _, size in files):,} bytes")
