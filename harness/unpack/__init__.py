"""Unpacking: what a candidate handed in becomes a `Submission` in memory, or one clear refusal. One module a kind of source.

Which kind an archive is, its content says, never its name.
"""

import os
import re
import stat
import unicodedata
from dataclasses import replace
from pathlib import Path

from harness.challengefile import is_name
from harness.errors import GradeError
from harness.files import files_sha256
from harness.nearby import no_such_file
from harness.submission import SourceFile, Submission
from harness.text import hides_something, one_line
from harness.unpack import folder, tarred, zipped
from harness.unpack.contents import Format, format_of, is_archive, other_format, second_format
from harness.unpack.names import WINDOWS_DEVICES
from harness.unpack.rules import AGAIN, LEAVE_OUT, MIB, MOST_ARCHIVE, Gathered

MOST_NAME = 120  # bytes of a submission's name
SUFFIXES = {".zip": Format.ZIP, ".tar": Format.TAR, ".tar.gz": Format.TAR_GZ, ".tgz": Format.TAR_GZ}


def unpack(source: Path) -> Submission:
    """Read a zip, a tar, a gzip-compressed tar or a folder.

    Raises GradeError, which names the source, the entry and the remedy, for all that a submission may not be or hold.
    """
    shown = one_line(str(source), 300)
    gathered = Gathered(shown)
    notes = []
    if _is_folder(source):
        folder.read(source, gathered)
    else:
        notes += _read_archive(source, gathered)
    files, top = _stepped_into(gathered.files())
    if not files:
        what = f"holds nothing but {left_out}" if (left_out := gathered.left_out.in_words()) else "is empty"
        raise gathered.refusal(what, "pack the folder with your work in it")
    if len(files) == 1 and is_archive(files[0].data):
        raise gathered.refusal(f'holds only another archive, "{one_line(files[0].path, 100)}"', "hand in that one")
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
    name = unicodedata.normalize("NFC", source.resolve().name)
    if not _is_folder(source):
        ending = next((suffix for suffix in SUFFIXES if name.lower().endswith(suffix)), "")
        name = name.removesuffix(name[len(name) - len(ending) :])
    name = re.sub(r"[^\w.+-]+", "-", "".join(char for char in name if not hides_something(char)))
    name = name.encode()[:MOST_NAME].decode(errors="ignore").strip("-.")
    if not name or name.split(".")[0].casefold() in WINDOWS_DEVICES:
        return f"submission-{name}".strip("-")
    return name


def _is_folder(source: Path) -> bool:
    try:
        return source.is_dir()
    except OSError:  # such as a name that is too long; opening it will say so
        return False


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
    """The files without the one folder (or folder in a folder) that holds them all, and that folder's path."""
    paths = [file.path for file in files]
    top = ""
    while inner := _wrapping([path.removeprefix(top) for path in paths]):
        top += f"{inner}/"
    return [replace(file, path=file.path.removeprefix(top)) for file in files], top.rstrip("/")


def _wrapping(paths: list[str]) -> str | None:
    """The one folder that all `paths` are in, if it is only there to hold them.

    A Python package is the work itself, not what it is wrapped in, unless the hand-in's own files lie beside its modules.
    """
    tops = {path.partition("/")[0] for path in paths}
    if len(tops) != 1 or (top := tops.pop()) in paths:
        return None
    is_package = f"{top}/__init__.py" in paths or f"{top}/__main__.py" in paths
    has_hand_in = any(f"{top}/{name}" in paths for name in (".challenge", "DECISIONS.md", "QUESTIONS.md"))
    return None if is_package and not has_hand_in else top


def _challenge(files: list[SourceFile], gathered: Gathered) -> str | None:
    """The name that the kit's file `.challenge` holds: a candidate can write it, so it is a name and never a path."""
    for file in files:
        if file.path == ".challenge":
            name = file.data.strip()
            if not is_name(name.decode("ascii", "replace")):
                raise gathered.refusal(
                    f'holds "{one_line(name, 80)}", which is no challenge\'s name',
                    "take the file from the kit as it is, or choose with --challenge",
                    ".challenge",
                )
            return name.decode()
    return None
