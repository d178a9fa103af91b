"""Help for a name that is not there: the known names, or the files in the folder, that are spelled like it."""

import difflib
import os
from collections.abc import Iterable
from itertools import islice
from pathlib import Path

from harness.text import one_line


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """'did you mean "x"?' or 'did you mean "x" or "y"?'; empty where nothing is near."""
    by_fold = {name.casefold(): name for name in known}
    near = difflib.get_close_matches(word.casefold()[:200], by_fold, n=3, cutoff=0.6)
    return f"did you mean {_either(by_fold[name] for name in near)}?" if near else ""


def no_such_file(path: Path) -> str:
    """What to tell a person who named a file or folder that is not there."""
    shown = one_line(str(path), 300)
    folder = path.parent
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in islice(entries, 5_000)]
    except FileNotFoundError:
        return f"no such file or folder: {shown}, nor the folder {one_line(str(folder), 300)}"
    except OSError as error:
        return f"no such file or folder: {shown}, and its folder can't be read: {error.strerror}"
    near = did_you_mean(path.name, names)
    if near:
        return f"no such file or folder: {shown} — {near}"
    # The same name with another ending is what a person most often means.
    same = sorted(name for name in names if name.split(".")[0] == path.name.split(".")[0] and not name.startswith("."))
    if same:
        return f"no such file or folder: {shown} — did you mean {_either(same[:3])}?"
    here = sorted(name for name in names if not name.startswith("."))[:5]
    there = f"it holds {', '.join(one_line(name, 60) for name in here)}" if here else "it is empty"
    return f"no such file or folder: {shown} — look in {one_line(str(folder.resolve()), 300)}; {there}"


def _either(names: Iterable[str]) -> str:
    return " or ".join(f'"{one_line(name, 100)}"' for name in names)
