"""What is usual for a challenge: its accepted solutions of different style, read once and kept by hash.

Accepted are the reference and the samples that are labelled right-sized. Over-built samples are read as well, to show where
they stand.
"""

import hashlib
import json
import statistics
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from harness import yamlfile
from harness.challenge import Challenge
from harness.environments import cache
from harness.errors import GradeError, HarnessError
from harness.fairness.samples import Expected
from harness.files import folder_sha256, write_whole
from harness.heuristics import reading
from harness.heuristics.reading import Reading
from harness.submission import Submission
from harness.unpack import unpack


class Solution(BaseModel):
    """One labelled solution of a challenge, and its reading. degree: how over-built, 1 to 3, for that kind."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["reference", "right-sized", "over-built"]
    sha256: str
    degree: int = 0
    band: str = "right-sized"
    reading: Reading

    @property
    def accepted(self) -> bool:
        return self.kind != "over-built"


@dataclass(frozen=True)
class Scale:
    """The accepted solutions' figures. spread: by figure, smallest, middle and largest. sha256: of all that went in."""

    solutions: tuple[Solution, ...] = ()
    spread: dict[str, tuple[float, float, float]] = field(default_factory=dict)
    sha256: str = ""

    @property
    def accepted(self) -> tuple[Solution, ...]:
        return tuple(each for each in self.solutions if each.accepted)

    def without(self, sha256: str) -> "Scale":
        """The scale as if a solution were not one of its own: nothing is measured against itself."""
        return of((each for each in self.solutions if each.sha256 != sha256), self.sha256)


def of(solutions: Iterable[Solution], sha256: str = "") -> Scale:
    """The scale that these make."""
    found = tuple(solutions)
    accepted = [each.reading.figures for each in found if each.accepted and each.reading.figures]
    names = set.intersection(*(set(each) for each in accepted)) if accepted else set()
    spread = {name: _spread([each[name] for each in accepted]) for name in sorted(names)}
    return Scale(found, spread, sha256)


def _spread(values: Sequence[float]) -> tuple[float, float, float]:
    return min(values), statistics.median(values), max(values)


def scale(challenge: Challenge) -> Scale:
    """The challenge's scale, from the cache where nothing that went into it has changed since."""
    sha256 = key(challenge)
    place = cache.folder() / "scales" / f"{sha256}.json"
    with suppress(OSError, ValueError, ValidationError):
        return of([Solution.model_validate(each) for each in json.loads(place.read_bytes())], sha256)
    made = solutions(challenge)
    with suppress(OSError, HarnessError):  # a cache that can't be written costs a second next time
        place.parent.mkdir(parents=True, exist_ok=True)
        write_whole(place, json.dumps([each.model_dump(mode="json") for each in made]))
    return of(made, sha256)


def key(challenge: Challenge) -> str:
    """A hash of all that decides a scale: the reader's modules, what is asked for, the reference and the samples."""
    parts = [reading.sha256(), json.dumps(reading.asked(challenge), sort_keys=True)]
    parts += [folder_sha256(folder) for name in ("reference", "samples") if (folder := challenge.folder / name).is_dir()]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def solutions(challenge: Challenge) -> list[Solution]:
    """The reference and the labelled samples, read. A sample whose label is missing or wrong is passed over."""
    found = [(name, kind, each, degree, band) for name, kind, each, degree, band in _labelled(challenge.folder)]
    readings = reading.here([each for _, _, each, _, _ in found], challenge)
    return [
        Solution(name=name, kind=kind, sha256=each.sha256, degree=degree, band=band, reading=read)
        for (name, kind, each, degree, band), read in zip(found, readings, strict=True)
    ]


Labelled = tuple[str, Literal["reference", "right-sized", "over-built"], Submission, int, str]


def _labelled(folder: Path) -> Iterable[Labelled]:
    if (folder / "reference").is_dir():
        yield "reference", "reference", unpack(folder / "reference"), 0, "right-sized"
    for label in sorted((folder / "samples").glob("*.yaml")):
        with suppress(GradeError):
            expected = yamlfile.load(label, Expected)
            if expected.label == "right-sized" or expected.label == "over-built":
                yield label.stem, expected.label, unpack(label.with_suffix("")), expected.degree or 0, expected.band or ""
