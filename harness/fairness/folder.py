"""A challenge's folder, looked at whole before anything runs: every problem at once, each with its file and line."""

import ast
from collections.abc import Iterator
from pathlib import Path

from harness import bundled
from harness.challenge import Challenge, load
from harness.errors import GradeError
from harness.fairness.samples import problems_of as of_samples
from harness.fairness.skeleton import LEFT_OPEN
from harness.text import one_line

MOST_TOLD = 100

NEEDED = {
    "brief.md": "write there what the candidate is asked for",
    "starter": "put the files there that a candidate begins with, DECISIONS.md among them",
    "reference": "put a right answer there",
    "samples": "put labelled submissions there: samples/<name>/ with samples/<name>.yaml beside it",
    "tests/public": "put a few tests there that the candidate gets, too",
}


def whole(folder: Path) -> Challenge:
    """The challenge in `folder`, with all that a proof needs beside it. Raises one GradeError with all that is wrong."""
    found: list[str] = []
    challenge: Challenge | None = None
    try:
        challenge = load(folder)
    except GradeError as error:
        if not (folder / "challenge.yaml").exists():
            raise
        found += str(error).splitlines()
    found += _missing(folder)
    found += _not_python(folder)
    found += _left_open(folder)
    found += of_samples(folder, challenge)
    if challenge is not None:
        found += _names(challenge)
    if found:
        more = [f"... and {len(found) - MOST_TOLD} more"] if len(found) > MOST_TOLD else []
        raise GradeError("\n".join([*dict.fromkeys(found[:MOST_TOLD]), *more]))
    assert challenge is not None
    return challenge


def _missing(folder: Path) -> Iterator[str]:
    for name, remedy in NEEDED.items():
        place = folder / name
        if name == "brief.md":
            if not place.is_file():
                yield f"{_shown(place)}: is not there — {remedy}"
                continue
            try:
                place.read_text("utf-8")
            except UnicodeDecodeError as error:
                line = place.read_bytes()[: error.start].count(b"\n") + 1
                yield f"{_shown(place)}:{line}: is not UTF-8 text — save it as UTF-8"
        elif not place.is_dir() or not any(path.is_file() for path in place.rglob("*")):
            yield f"{_shown(place)}/: {'holds nothing' if place.is_dir() else 'is not there'} — {remedy}"
    if (folder / "starter").is_dir() and not (folder / "starter" / "DECISIONS.md").is_file():
        yield f"{_shown(folder / 'starter' / 'DECISIONS.md')}: is not there — give the candidate a template of a few headings"


def _not_python(folder: Path) -> Iterator[str]:
    """Of what the harness runs or changes; samples may be as broken as they like."""
    for part in ("tests", "reference"):
        for path in sorted((folder / part).rglob("*.py")):
            try:
                ast.parse(path.read_bytes())
            except (SyntaxError, ValueError) as error:
                line = getattr(error, "lineno", None) or 1
                yield f"{_shown(path)}:{line}: is no Python: {one_line(str(error), 200)} — mend it"


def _left_open(folder: Path) -> Iterator[str]:
    """What `grade challenge new` left to be filled in."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix in (".md", ".py", ".yaml"):
            for number, line in enumerate(path.read_bytes().splitlines(), 1):
                if LEFT_OPEN.encode() in line:
                    text = one_line(line.decode("utf-8", "replace").strip(), 120)
                    yield f"{_shown(path)}:{number}: is still to be filled in: {text}"


def _names(challenge: Challenge) -> Iterator[str]:
    """A kit's .challenge names a challenge that comes with the program by its folder."""
    if challenge.folder.parent == bundled.folder("challenges").resolve() and challenge.folder.name != challenge.name:
        yield (
            f"{_shown(challenge.folder / 'challenge.yaml')}:1: is called {challenge.name} and lies in the folder "
            f"{challenge.folder.name} — call both alike"
        )


def _shown(path: Path) -> str:
    return one_line(str(path), 300)
