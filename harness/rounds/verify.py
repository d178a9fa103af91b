"""`grade round verify`: everything in a round against its log, and the log against itself. Changes nothing."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from harness import challenge as challenges
from harness import rubric
from harness.errors import GradeError
from harness.rounds import manifest
from harness.rounds import round as rounds
from harness.rounds.log import HEAD, LOG, Entry, Fault, parse
from harness.rounds.state import State, replay
from harness.rounds.store import INTENT, PENDING, head_fault, settled
from harness.yamlfile import MOST_BYTES
from harness.yamlfile import load as load_yaml

_OURS = re.compile(r"\.[0-9a-f]{32}\.tmp|\.lock|\.lock-[\w.-]+")
_DERIVED = re.compile(rf"{rounds.PAGES}/.*|{rounds.RESULTS}/[^/]+/report\.html")
_DRAFT = re.compile(rf"{rounds.SCORES}/[^/]+/[^/]+\.yaml")


@dataclass(frozen=True)
class Verified:
    """faults: all that is wrong, log first. told: what was looked at, in words."""

    faults: tuple[Fault, ...]
    told: tuple[str, ...]
    entries: tuple[Entry, ...]


def verify(folder: Path, public_key: Path | None = None) -> Verified:
    """Look at the whole round. public_key: PEM, for the signature of a closed one. Raises GradeError where there is no round."""
    signs = (LOG, HEAD, rounds.ROUND, f"{PENDING}/{INTENT}")  # the last one: opened, and killed before the log was begun
    if not any((folder / sign).exists() for sign in signs):
        raise GradeError(f"there is no round in {folder} — name the folder that holds {rounds.ROUND}")
    faults: list[Fault] = []
    try:
        with settled(folder):
            return _look(folder, public_key)
    except GradeError as error:  # an unfinished step that doesn't fit
        faults.append(Fault(LOG, str(error)))
    return Verified((*faults, *_look(folder, public_key).faults), (), ())


def _look(folder: Path, public_key: Path | None) -> Verified:
    data = (folder / LOG).read_bytes() if (folder / LOG).is_file() else b""
    entries, faults = parse(data)
    found = list(faults)
    if not faults and (fault := head_fault(folder, entries)):
        found.append(fault)
    state = replay(entries)
    found += _files(folder, state)
    found += _locked(folder, state)
    told = [f"{len(entries)} entries in the log", f"{len(state.files)} files"]
    if state.closed:
        closed_faults, closed_told = manifest.check(folder, entries, state, public_key, not faults)
        found += closed_faults
        told += closed_told
    elif public_key is not None:
        found.append(Fault(rounds.MANIFEST, "a public key was given, and the log knows of no closing, so nothing is signed"))
    return Verified(tuple(found), tuple(told), entries)


def file_fault(folder: Path, path: str, sha256: str, seq: int) -> Fault | None:
    """What is wrong with one file that entry `seq` of the log wrote, or None."""
    place = folder / path
    if not os.path.lexists(place):
        return Fault(path, f"it is missing; entry {seq} of the log wrote it")
    if place.is_symlink() or not place.is_file():
        return Fault(path, f"it is no regular file any more; entry {seq} of the log wrote one")
    try:
        now = hash_of(place)
    except OSError as error:
        return Fault(path, f"it can't be read: {error.strerror}; entry {seq} of the log wrote it")
    return None if now == sha256 else Fault(path, f"it was changed after entry {seq} of the log: sha256 {sha256} then, {now} now")


def hash_of(path: Path) -> str:
    """SHA-256 of a file, in hex."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def is_derived(path: str) -> bool:
    """Whether a file is made from the others, so that it can be made again and is not verified."""
    return _DERIVED.fullmatch(path) is not None


def _files(folder: Path, state: State) -> Iterator[Fault]:
    for path, (sha256, seq) in sorted(state.files.items()):
        if fault := file_fault(folder, path, sha256, seq):
            yield fault
    for path in _there(folder):
        if path in state.files or path in (LOG, HEAD) or is_derived(path) or _is_draft(folder, path, state):
            continue
        if path in state.removed:
            yield Fault(path, f"entry {state.removed[path]} of the log removed it, and it is there")
        else:
            yield Fault(path, "the log knows nothing of it: it was put there by hand")


def _there(folder: Path) -> Iterator[str]:
    for place, folders, names in os.walk(folder):
        folders.sort()
        relative = Path(place).relative_to(folder)
        for name in sorted([*names, *(each for each in folders if (Path(place) / each).is_symlink())]):
            if not _OURS.fullmatch(name):
                yield (relative / name).as_posix()


def _is_draft(folder: Path, path: str, state: State) -> bool:
    """A scorecard that was not handed in: the log learns of it when it is. One that says it was is a forgery."""
    if not _DRAFT.fullmatch(path) or path.split("/")[1] not in state.candidates:
        return False
    place = folder / path
    if place.is_symlink() or not place.is_file() or place.stat().st_size > MOST_BYTES:
        return False
    text = place.read_bytes()
    return re.search(rb"(?m)^handed_in_at:[ \t]*['\"]?\d", text) is None


def _locked(folder: Path, state: State) -> Iterator[Fault]:
    """Rubric and challenge against `round.yaml`, where the log says that those files are as they were."""
    wanted = {rounds.ROUND, rounds.RUBRIC}
    if not wanted <= state.files.keys() or any(file_fault(folder, path, *state.files[path]) for path in wanted):
        return
    try:
        locked = load_yaml(folder / rounds.ROUND, rounds.Round)
        if (now := rubric.sha256(rubric.load(folder / rounds.RUBRIC))) != locked.rubric.sha256:
            yield Fault(rounds.RUBRIC, f"it says something else than was locked: {locked.rubric.sha256} then, {now} now")
        intact = not any(file_fault(folder, p, *f) for p, f in state.files.items() if p.startswith(f"{rounds.CHALLENGE}/"))
        if locked.challenge and intact:
            now = challenges.load(folder / rounds.CHALLENGE).sha256
            if now != locked.challenge.sha256:
                yield Fault(rounds.CHALLENGE, f"it decides otherwise than was locked: {locked.challenge.sha256} then, {now} now")
    except GradeError as error:
        yield Fault(rounds.ROUND, f"what was locked can't be read by this version of grade: {error}")
