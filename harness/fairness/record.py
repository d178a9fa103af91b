"""The fairness record: what `verify` found, as data that later pages read. `harness.fairness.pages` shows it.

It lies next to challenge.yaml as fairness.json, with FAIRNESS.md for people, and holds for one challenge hash: that of all
that decides a verdict. What else went into the proof (reference, starter, brief, samples) is in it by hash too. So a sample
that is added later takes nothing from the record; `since` tells what it does not cover.
"""

import hashlib
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from harness.challenge import Challenge, known, named
from harness.errors import GradeError
from harness.evaluation import Named
from harness.files import folder_sha256

FILE = "fairness.json"
PAGE = "FAIRNESS.md"
MOST_BYTES = 8 * 1024 * 1024


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Check(_Model):
    """One thing that a fair challenge must have."""

    name: str
    ok: bool
    told: str
    problems: tuple[str, ...] = ()
    seconds: float = 0.0


class Survivor(_Model):
    """A mutant that every hidden test let pass. equivalent: why no test could tell it from the reference."""

    file: str
    line: int
    change: str
    equivalent: str = ""


class Rule(_Model):
    """How one rule of the brief is checked.

    samples: those that break it and nothing else. mutants_only_here: that its tests caught and no other rule's did; null where
    that was not looked at.
    """

    number: int
    text: str
    tests: tuple[str, ...]
    samples: tuple[str, ...]
    mutants_only_here: int | None = None


class Mutation(_Model):
    """score: percent of the mutants that are not equivalent, which a test caught."""

    score: float
    threshold: float
    mutants: int
    caught: int
    survivors: tuple[Survivor, ...]
    sampled: bool = False


class Wavering(_Model):
    """A test that did not say the same of the same code each time. failed: in so many of `runs`."""

    test: str
    failed: int
    runs: int
    verdicts: dict[str, int]


class Proved(_Model):
    """What the proof was made with, by hash, on top of what the challenge's own hash covers. Empty where there is none."""

    reference: str
    starter: str
    brief: str
    samples: dict[str, str]


class FairnessRecord(_Model):
    """All that `verify` found.

    challenge: by the hash of all that decides a verdict. repeats: runs of the reference in each sandbox. loaded: runs of it in
    the first sandbox, beside as many busy processes as there are processors. runs: of whatever submission. seconds: of this
    proof. graded_s: of all runs in it, those that were kept from one that was stopped among them. machine: where it ran.
    """

    schema_: Literal["grade/fairness/1"] = Field("grade/fairness/1", alias="schema")
    challenge: Named
    proved: Proved
    harness_version: str
    at: str
    machine: str
    sandboxes: tuple[str, ...]
    repeats: int
    loaded: int = 0
    runs: int
    checks: tuple[Check, ...]
    rules: tuple[Rule, ...]
    mutation: Mutation | None = None
    wavering: tuple[Wavering, ...] = ()
    seconds: float
    graded_s: float

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    @property
    def fair(self) -> bool:
        """Whether every check held."""
        return all(check.ok for check in self.checks)

    @property
    def in_words(self) -> str:
        """One line, for a page that shows a verdict."""
        said = "proved fair" if self.fair else "NOT fair: " + ", ".join(check.name for check in self.checks if not check.ok)
        if self.mutation is not None and self.mutation.mutants:
            said += f"; its tests catch {self.mutation.score:.0f} % of {self.mutation.mutants} small mistakes"
        return f"{said} ({self.at[:10]}, {self.runs} runs)"


def load(challenge: Challenge) -> FairnessRecord | None:
    """The record next to challenge.yaml, where it is one of this very challenge; else None.

    Raises GradeError where the file is no record at all.
    """
    found = read(challenge.folder)
    return found if found is not None and found.challenge.sha256 == challenge.sha256 else None


def read(folder: Path) -> FairnessRecord | None:
    """The record in that folder, of whatever state of the challenge; None where there is none. Raises GradeError."""
    place = folder / FILE
    try:
        with place.open("rb") as file:
            data = file.read(MOST_BYTES)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise GradeError(f"cannot read {place}: {error.strerror}") from error
    try:
        return FairnessRecord.model_validate_json(data)
    except ValidationError as error:
        raise GradeError(
            f"{place} is no fairness record ({error.errors()[0]['msg']}); make it anew: grade challenge verify {folder} --record"
        ) from None


def of(name: str, sha256: str) -> FairnessRecord | None:
    """The record of the challenge that comes with the program under `name`, where it was made of the hash `sha256`.

    For pages that know a result's `challenge` and nothing else. None too where the challenge is not one of those.
    """
    if name not in known():
        return None
    found = read(named(name).folder)
    return found if found is not None and found.challenge.sha256 == sha256 else None


def proved(challenge: Challenge) -> Proved:
    """The hashes of what lies beside the challenge's tests, as it is now."""
    folder = challenge.folder
    brief = folder / "brief.md"
    return Proved(
        reference=_hash(folder / "reference"),
        starter=_hash(folder / "starter"),
        brief=hashlib.sha256(brief.read_bytes()).hexdigest() if brief.is_file() else "",
        samples={path.name: _hash(path) for path in sorted((folder / "samples").glob("*/"))},
    )


def _hash(folder: Path) -> str:
    return folder_sha256(folder) if folder.is_dir() else ""


def since(record: FairnessRecord, challenge: Challenge) -> list[str]:
    """What is other now than when the record was made: a line each, none where it covers all that is there."""
    if record.challenge.sha256 != challenge.sha256:
        return ["the tests, limits or weights have changed: this record says nothing of them"]
    now, found = proved(challenge), []
    for name in ("reference", "starter", "brief"):
        if getattr(now, name) != getattr(record.proved, name):
            found.append(f"{name} has changed")
    then = record.proved.samples
    for told, names in (
        ("added", sorted(set(now.samples) - set(then))),
        ("taken away", sorted(set(then) - set(now.samples))),
        ("changed", sorted(name for name in set(then) & set(now.samples) if then[name] != now.samples[name])),
    ):
        if names:
            found.append(f"{len(names)} sample{'s' if len(names) > 1 else ''} {told}: {', '.join(names)}")
    return found
