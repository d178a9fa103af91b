"""A challenge's labelled samples: `samples/<name>/` is a submission, `samples/<name>.yaml` says what must come of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from harness import yamlfile
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.submission import Submission
from harness.unpack import unpack

Label = Literal["right-sized", "over-built", "broken", "vague", "empty", "cheating"]


class Expected(BaseModel):
    """The label, which stands beside the sample's folder and never in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    label: Label
    style: str = Field("", description="what is special about it, in one line")
    degree: int | None = Field(None, ge=1, le=3, description="how over-built, for that label")
    breaks: tuple[int, ...] = Field((), description="the brief's rules that it breaks")
    groups: dict[str, Literal["pass", "fail"]] = {}
    band: Literal["right-sized", "look", "over-built", "not judged"] = "right-sized"


@dataclass(frozen=True)
class Sample:
    """One labelled submission."""

    name: str
    folder: Path
    expected: Expected
    submission: Submission


def samples(challenge: Challenge) -> list[Sample]:
    """All samples, by name. Raises one GradeError with all that is wrong with their labels."""
    found, problems = [], []
    for label in sorted((challenge.folder / "samples").glob("*.yaml")):
        folder = label.with_suffix("")
        try:
            expected = yamlfile.load(label, Expected)
            problems += _problems(challenge, label, expected)
            if not folder.is_dir():
                raise GradeError(f"{label}: there is no folder {folder.name}/ beside it")
            found.append(Sample(folder.name, folder, expected, _read(folder)))
        except GradeError as error:
            problems.append(str(error))
    labelled = {sample.name for sample in found}
    for folder in sorted(path for path in (challenge.folder / "samples").glob("*/")):
        if folder.name not in labelled and not folder.with_name(folder.name + ".yaml").exists():
            problems.append(f"{folder}: has no label {folder.name}.yaml beside it")
    if problems:
        raise GradeError("\n".join(problems))
    return found


def _problems(challenge: Challenge, label: Path, expected: Expected) -> list[str]:
    found = [f"{label}: groups: there is no group {name!r}" for name in expected.groups if name not in challenge.groups]
    found += [f"{label}: breaks: the brief has no rule {rule}" for rule in expected.breaks if rule not in challenge.rules]
    if expected.label == "over-built" and expected.degree is None:
        found.append(f"{label}: degree: say how over-built it is, 1 to 3")
    return found


def _read(folder: Path) -> Submission:
    if any(path.is_file() for path in folder.rglob("*")):
        return unpack(folder)
    return Submission(folder.name, "0" * 64, ())
