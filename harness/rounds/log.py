"""The audit log of a round: one JSON object a line, each with the hash of the one before and with its own.

`files` holds the SHA-256 of every file that the event wrote, and null for each that it removed; so replaying the log says what
the folder has to hold. Names of candidates never stand in the log: it outlives a candidate's erasure.
"""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, ValidationError

from harness.evaluation import Model

LOG = "log.jsonl"
HEAD = "log.head"
"""The last line's number and hash, written after it: so a log that lost its last line is told from one that never had it."""

START = "0" * 64
"""What the first line has for the hash of the one before."""

Event = Literal[
    "opened",
    "invited",
    "submission-added",
    "graded",
    "clarified",
    "score-handed-in",
    "score-reopened",
    "amended",
    "regraded",
    "regrade-accepted",
    "appealed",
    "adjudicated",
    "closed",
    "revealed",
    "letter-written",
    "forgotten",
]


class Entry(Model):
    """One line. seq: from 1, without gaps. at: ISO 8601 in UTC. by: who did it, as they named themselves."""

    seq: int = Field(ge=1)
    at: str
    by: str
    event: Event
    data: dict[str, Any] = Field(default_factory=dict)
    files: dict[str, str | None] = Field(default_factory=dict)
    prev: str
    sha256: str = ""

    def sealed(self) -> "Entry":
        """The same with its own hash."""
        return self.model_copy(update={"sha256": _hash(self)})

    def line(self) -> bytes:
        """As it stands in the log, newline included; one spelling only, so that any changed byte shows."""
        return _text(self.model_dump(mode="json")).encode() + b"\n"


@dataclass(frozen=True)
class Fault:
    """Something in a round that is not as the log says. place: file, with the line where there is one."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}: {self.what}"


def parse(data: bytes) -> tuple[tuple[Entry, ...], tuple[Fault, ...]]:
    """The entries of a whole log, and everything that is wrong with it, each with its line.

    Lines that can't be read are left out of the entries; the rest is read on, so that all faults are told at once.
    """
    entries: list[Entry] = []
    faults: list[Fault] = []
    lines = data.split(b"\n")
    cut = lines.pop()
    before, expected = START, 1
    for number, line in enumerate(lines, 1):
        entry = _entry(line)
        if isinstance(entry, str):
            faults.append(Fault(f"{LOG}:{number}", entry))
            before, expected = "", expected + 1
            continue
        faults += (Fault(f"{LOG}:{number}", what) for what in _wrong(entry, before, expected))
        entries.append(entry)
        before, expected = entry.sha256, entry.seq + 1
    if cut:
        faults.append(Fault(f"{LOG}:{len(lines) + 1}", "this last line is cut off: it does not end with a newline"))
    return tuple(entries), tuple(faults)


def _wrong(entry: Entry, before: str, expected: int) -> Iterable[str]:
    if entry.seq != expected:
        if entry.seq > expected:
            missing = f"{expected}" if entry.seq == expected + 1 else f"{expected} to {entry.seq - 1}"
            yield f"entry {entry.seq} stands here and entry {missing} is missing before it: taken out, or moved"
        else:
            yield f"entry {entry.seq} stands here where {expected} should: lines were moved or repeated"
    elif before and entry.prev != before:
        yield f"entry {entry.seq} does not follow from the line before: one of the two was changed"
    if entry.sha256 != _hash(entry):
        yield f"entry {entry.seq} was changed: its content does not have the hash that it states"


def _entry(line: bytes) -> Entry | str:
    try:
        entry = Entry.model_validate_json(line)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        where = ".".join(map(str, first["loc"]))
        return f"this is no entry of a log{f' (at {where})' if where else ''}: {first['msg']}"
    try:
        same = entry.line() == line + b"\n"
    except ValueError:  # NaN, which is no JSON
        same = False
    return entry if same else "this line was changed: it is not spelled as grade writes it"


def _hash(entry: Entry) -> str:
    return hashlib.sha256(_text(entry.model_dump(mode="json", exclude={"sha256"})).encode()).hexdigest()


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=True, sort_keys=True, separators=(",", ":"), allow_nan=False)
