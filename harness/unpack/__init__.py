"""Unpacking: what a candidate handed in becomes a `Submission` in memory, or one clear refusal. One module a kind of source.

Which kind an archive is, its content says, never its name.
"""

import os
import re
import stat
from collections import Counter
from dataclasses import replace
from pathlib import Path

from harness import challenge
from harness.errors import GradeError
from harness.files import files_sha256
from harness.nearby import no_such_file
from harness.submission import SourceFile, Submission
from harness.text import one_line
from harness.unpack import folder, tarred, zipped
from harness.unpack.contents import Format, format_of, other_format, second_format
from harness.unpack.rules import AGAIN, LEAVE_OUT, MIB, MOST_ARCHIVE, Gathered

SUFFIXES = {".zip": Format.ZIP, ".tar": Format.TAR, ".tar.gz": Format.TAR_GZ, ".tgz": Format.TAR_GZ}


def unpack(source: Path) -> Submission:
    """Read a zip, a tar, a gzip-compressed tar or a folder.

    Raises GradeError, which names the source, the entry and the remedy, for all that a submission may not be or hold.
    """
    shown = one_line(str(source), 300)
    gathered = Gathered(shown)
    notes = []
    if source.is_dir():
        folder.read(source, gathered)
    else:
        notes += _read_archive(source, gathered)
    files, top = _stepped_into(gathered.files())
    if not files:
        what = f"holds nothing but {left_out}" if (left_out := gathered.left_out.in_words()) else "is empty"
        raise gathered.refusal(what, "pack the folder with your work in it")
    if left_out := gathered.left_out.in_words():
        notes.append(f"left out: {left_out}")
    if top:
        notes.append(f'stepped into the one folder "{one_line(top)}"')
    files.sort(key=lambda file: file.path.encode())
    return Submission(
        name=name_of(source),
        sha256=files_sha256(files),
        files=tuple(files),
        notes=tuple(notes),
        challenge=_challenge(files, gathered),
    )


def name_of(source: Path) -> str:
    """What to call a submission: its archive's or folder's name, safe as a file's name."""
    name = source.resolve().name
    for suffix in sorted(SUFFIXES, key=len, reverse=True):
        if name.lower().endswith(suffix) and not source.is_dir():
            name = name[: -len(suffix)]
            break
    name = re.sub(r"[^\w.+-]+", "-", name).strip("-.")[:80].encode("ascii", "ignore").decode().strip("-.")
    return name or "submission"


def _read_archive(source: Path, gathered: Gathered) -> list[str]:
    """Hand all files of the archive to `gathered`; returns what to note."""
    data = _bytes(source, gathered)
    found = format_of(data)
    if found is None:
        what = f"is {other_format(data)}, and no zip, tar, tar.gz or folder"
        raise gathered.refusal(what, f"{AGAIN}, or name the folder itself")
    if second := second_format(data, found):
        raise gathered.refusal(f"is {found} and {second} at once", AGAIN)
    if found is Format.ZIP:
        zipped.read(data, gathered)
    else:
        tarred.read(data, found is Format.TAR_GZ, gathered)
    return _note_on_name(source, found)


def _bytes(source: Path, gathered: Gathered) -> bytes:
    """The archive, in whole: no larger than the limit, and never waited for."""
    try:
        # O_NONBLOCK: opening a pipe that nobody writes to would wait for ever.
        descriptor = os.open(source, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    except FileNotFoundError:
        raise GradeError(no_such_file(source)) from None
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise GradeError(f"cannot read {gathered.source}: {reason}") from error
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise gathered.refusal("is neither a file nor a folder", "name an archive or a folder")
        try:
            data = file.read(MOST_ARCHIVE + 1)
        except OSError as error:
            raise GradeError(f"cannot read {gathered.source}: {error.strerror}") from error
    if len(data) > MOST_ARCHIVE:
        raise gathered.refusal(f"has more than {MOST_ARCHIVE // MIB} MiB", LEAVE_OUT)
    return data


def _note_on_name(source: Path, found: Format) -> list[str]:
    name = source.name.lower()
    said = next((kind for suffix, kind in SUFFIXES.items() if name.endswith(suffix)), found)
    return [] if said is found else [f"named as {said}, the archive is {found}, and was read as that"]


def _stepped_into(files: list[SourceFile]) -> tuple[list[SourceFile], str]:
    """The files without the one folder that holds them all, and that folder's name.

    Not where the folder is itself a Python package: then it is the work, not the wrapping. The hand-in's own files in it
    (`.challenge`, DECISIONS.md) say that it is the wrapping after all.
    """
    tops = Counter(file.path.partition("/")[0] for file in files)
    paths = {file.path for file in files}
    if len(tops) != 1 or (top := next(iter(tops))) in paths:
        return files, ""
    is_package = bool(paths & {f"{top}/__init__.py", f"{top}/__main__.py"})
    is_wrapping = bool(paths & {f"{top}/{name}" for name in (".challenge", "DECISIONS.md", "QUESTIONS.md")})
    if is_package and not is_wrapping:
        return files, ""
    return [replace(file, path=file.path.removeprefix(f"{top}/")) for file in files], top


def _challenge(files: list[SourceFile], gathered: Gathered) -> str | None:
    """The name that the kit's file `.challenge` holds: a candidate can write it, so it is a name and never a path."""
    for file in files:
        if file.path == ".challenge":
            name = file.data.strip()
            if not challenge.is_name(name.decode("ascii", "replace")):
                raise gathered.refusal(
                    f'holds "{one_line(name, 80)}", which is no challenge\'s name',
                    "take the file from the kit as it is, or choose with --challenge",
                    ".challenge",
                )
            return name.decode()
    return None
