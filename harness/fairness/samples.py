"""A challenge's labelled samples: `samples/<name>/` is a submission, `samples/<name>.yaml` says what must come of it."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from harness import yamlfile
from harness.challenge import Challenge
from harness.errors import GradeError
from harness.evaluation import Band
from harness.nearby import did_you_mean
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
    band: Band = Field(
        "not judged", description="of over-engineering; not judged: any is right. A right-sized one's is right-sized"
    )

    @model_validator(mode="before")
    @classmethod
    def _band_of_right_sized(cls, data: Any) -> Any:
        return {"band": "right-sized", **data} if isinstance(data, dict) and data.get("label") == "right-sized" else data


@dataclass(frozen=True)
class Sample:
    """One labelled submission."""

    name: str
    folder: Path
    expected: Expected
    submission: Submission


def samples(challenge: Challenge) -> list[Sample]:
    """All samples, by name. Raises one GradeError with all that is wrong with their labels."""
    if problems := problems_of(challenge.folder, challenge):
        raise GradeError("\n".join(problems))
    labels = sorted((challenge.folder / "samples").glob("*.yaml"))
    return [Sample(label.stem, label.with_suffix(""), yamlfile.load(label, Expected), _read(label)) for label in labels]


def problems_of(folder: Path, challenge: Challenge | None) -> list[str]:
    """All that is wrong with the samples of a challenge's folder, each with file and line."""
    problems: list[str] = []
    for label in sorted((folder / "samples").glob("*.yaml")):
        try:
            document = yamlfile.read(label)
            expected = yamlfile.check(document, Expected)
            if expected is not None:
                _against(document, expected, challenge)
            if not label.with_suffix("").is_dir():
                document.problem((), f"there is no folder {label.stem}/ beside this file", "put the sample's files there")
            document.raise_problems()
            _read(label)
        except GradeError as error:
            problems += str(error).splitlines()
    for sample in sorted((folder / "samples").glob("*/")):
        if not sample.with_name(sample.name + ".yaml").exists():
            problems.append(f"{sample}/: has no label — write {sample.name}.yaml beside it: what must come of it")
    return problems


def _against(document: yamlfile.Document, expected: Expected, challenge: Challenge | None) -> None:
    if challenge is not None:
        for name in expected.groups:
            if name not in challenge.groups:
                near = did_you_mean(name, challenge.groups)
                document.problem(("groups", name), f"there is no group {name}", near or "take it away")
        for index, rule in enumerate(expected.breaks):
            if rule not in challenge.rules:
                document.problem(("breaks", index), f"challenge.yaml has no rule {rule}", "name one that it lists")
    if expected.label == "over-built" and expected.degree is None:
        document.problem(("label",), "an over-built sample says how over-built it is", "degree: 1, 2 or 3")
    if expected.label == "over-built" and expected.band == "not judged":
        document.problem(("label",), "an over-built sample says its band", "band: look, or band: over-built")
    if expected.label == "broken" and not expected.breaks:
        document.problem(("label",), "a broken sample says which rules it breaks", "breaks: [4]")


def _read(label: Path) -> Submission:
    folder = label.with_suffix("")
    if any(path.is_file() for path in folder.rglob("*")):
        return unpack(folder)
    return Submission(folder.name, "0" * 64, ())
