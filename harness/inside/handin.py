"""What a candidate hands in: which files of a folder, within which limits, and as which archive.

Used by `grade pack` and, in a kit, by `check.py`, so standard library only and Python 3.9 or later. Runs on the
candidate's own machine, over the candidate's own files.
"""

import hashlib
import json
import os
import stat
import zipfile
from collections import namedtuple

FOLDERS_LEFT_OUT = {
    "__pycache__", ".git", ".hg", ".svn", "node_modules", ".venv", "venv", ".tox", ".nox", ".pytest_cache", ".mypy_cache",
    ".ruff_cache", ".hypothesis", ".idea", ".vscode", "__MACOSX", ".ipynb_checkpoints", ".grade", "htmlcov",
}  # fmt: skip
FILES_LEFT_OUT = {".DS_Store", "Thumbs.db", "desktop.ini", ".coverage"}
MAX_FILES, MAX_FILE, MAX_ALL = 2000, 10 * 1024 * 1024, 50 * 1024 * 1024

RECORD, RECORD_SCHEMA = ".check.json", "grade/check/1"
"""The file in which a hand-in says what the candidate's own check found."""

HandIn = namedtuple("HandIn", "files left_out problems")
HandIn.__doc__ = (
    """files: (path, size) sorted; left_out: what is not handed in, and why; problems: what the graders would refuse."""
)


def look(folder, kit_files=None):
    """What of `folder` is handed in. kit_files: path -> SHA-256 of what the kit brought; left out where it is unchanged."""
    files, left_out, problems = [], [], []
    _walk(folder, "", kit_files or {}, files, left_out, problems)
    files.sort()
    if len(files) > MAX_FILES:
        problems.append(f"{len(files):,} files; at most {MAX_FILES:,} are taken")
    if sum(size for _, size in files) > MAX_ALL:
        problems.append(f"{_mib(sum(size for _, size in files))} in all; at most {_mib(MAX_ALL)} are taken")
    if not files:
        problems.append("there is no file to hand in")
    return HandIn(files, left_out, problems)


def _walk(folder, prefix, kit_files, files, left_out, problems):
    for entry in sorted(os.scandir(os.path.join(folder, prefix)), key=lambda entry: entry.name):
        path = f"{prefix}/{entry.name}" if prefix else entry.name
        if entry.is_symlink():
            problems.append(f"{path} is a link; put the file itself there")
        elif entry.is_dir():
            if entry.name in FOLDERS_LEFT_OUT or entry.name.endswith(".egg-info"):
                left_out.append((path + "/", "made by tools"))
            else:
                _walk(folder, path, kit_files, files, left_out, problems)
        elif not stat.S_ISREG(entry.stat().st_mode):
            problems.append(f"{path} is no ordinary file")
        elif entry.name in FILES_LEFT_OUT or entry.name.endswith((".pyc", ".pyo")):
            left_out.append((path, "made by tools"))
        elif kit_files.get(path) == sha256(os.path.join(folder, path)):
            left_out.append((path, "as it came with the kit"))
        else:
            size = entry.stat().st_size
            if size > MAX_FILE:
                problems.append(f"{path} has {_mib(size)}; at most {_mib(MAX_FILE)} a file are taken")
            files.append((path, size))
        if len(files) > 10 * MAX_FILES:
            return


def _mib(size):
    return f"{size / 1024 / 1024:.1f} MiB"


def sha256(path):
    """Of a file's content, in hexadecimal."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for part in iter(lambda: file.read(1024 * 1024), b""):
            digest.update(part)
    return digest.hexdigest()


def digest(files):
    """One SHA-256 of many files, from path -> SHA-256."""
    lines = "".join(f"{found}  {path}\n" for path, found in sorted(files.items()))
    return hashlib.sha256(lines.encode("utf-8", "surrogatepass")).hexdigest()


def write_record(folder, files, verdicts):
    """Keep what a check found of `files` (the hand-in's paths). verdicts: test's id -> word. Whole or not at all."""
    found = {path: sha256(os.path.join(folder, path)) for path in files if path != RECORD}
    record = {"schema": RECORD_SCHEMA, "files_sha256": digest(found), "tests": verdicts}
    target = os.path.join(folder, RECORD)
    temporary = f"{target}.part-{os.getpid()}"
    try:
        with open(temporary, "w", encoding="utf-8") as file:
            json.dump(record, file, indent=1, sort_keys=True)
        os.replace(temporary, target)
    except OSError:
        pass  # a folder that can't be written to: the check is the candidate's, the record only a courtesy
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)


def write_zip(folder, files, target):
    """The archive: the same bytes for the same files on every machine (one time, stored, sorted). Whole or not at all."""
    temporary = f"{target}.part-{os.getpid()}"
    try:
        with zipfile.ZipFile(temporary, "w", zipfile.ZIP_STORED) as archive:
            for path, _ in sorted(files):
                source = os.path.join(folder, path)
                entry = zipfile.ZipInfo(path, (2020, 1, 1, 0, 0, 0))
                entry.create_system = 3
                entry.external_attr = (
                    0o755 if os.access(source, os.X_OK) and os.name == "posix" else 0o644
                ) << 16 | stat.S_IFREG << 16
                with open(source, "rb") as file:
                    archive.writestr(entry, file.read())
        os.replace(temporary, target)
    finally:
        if os.path.exists(temporary):
            os.unlink(temporary)
