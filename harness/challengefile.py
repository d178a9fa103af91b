"""The keys of challenge.yaml: what a challenge's author may write, and what holds where nothing is written."""

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from harness.environments.spec import PythonVersion, Requirement
from harness.limits import Limits

Stage = Literal["screening", "coding", "system-design", "take-home"]
Profile = Literal["model-builder", "ml-ops", "product-implementer"]
PROFILES: tuple[Profile, ...] = ("model-builder", "ml-ops", "product-implementer")

NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a challenge may be called. Never a path."""
MOST_NAME = 64


def is_name(text: str) -> bool:
    """Whether `text` can be a challenge's name."""
    return len(text) <= MOST_NAME and NAME.fullmatch(text) is not None


def _name(text: str) -> str:
    if not is_name(text):
        raise ValueError(f'"{text}" is no name: up to {MOST_NAME} of a-z, 0-9 and single dashes, such as context-packer')
    return text


def _group(text: str) -> str:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", text):
        raise ValueError(f'"{text}" can\'t name a test file: a-z, 0-9 and _, beginning with a letter')
    return text


def _module(text: str) -> str:
    if not all(part.isidentifier() for part in text.split(".")):
        raise ValueError(f'"{text}" is no module, such as "packer" or "packer.core"')
    return text


def _number(value: object) -> object:
    if isinstance(value, bool | str):
        raise ValueError("a number is needed here")
    return value


Weight = Annotated[float, BeforeValidator(_number), Field(gt=0, le=1_000_000, allow_inf_nan=False)]
Line = Annotated[str, Field(min_length=1)]


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scope(_Keys):
    """What was asked for and what wasn't: the measure of over-engineering."""

    code_lines: int | None = Field(None, gt=0, description="lines of code that the reference needs, about")
    allowed_packages: tuple[Requirement, ...] = Field((), description="packages that a submission may use")
    not_asked: tuple[Line, ...] = Field((), description="what the brief says is not asked for")
    open_points: tuple[Line, ...] = Field((), description="what the brief leaves open on purpose")


class Equivalent(_Keys):
    """A change to the reference that changes nothing that anybody could see, so no test can catch it."""

    file: Line
    line: int = Field(ge=1)
    change: Line = Field(description="what the mutation does")
    reason: Line = Field(description="why no test can tell")


class Mutation(_Keys):
    """How many of the reference's mutants the hidden tests must catch."""

    threshold: float = Field(85, ge=0, le=100, description="percent of the mutants that are not equivalent")
    equivalent: tuple[Equivalent, ...] = ()


class EnvironmentKeys(_Keys):
    """What the subject's interpreter has; the examiner has it too."""

    python: PythonVersion = "3.11"
    packages: tuple[Requirement, ...] = ()
    preload: tuple[Annotated[str, AfterValidator(_module)], ...] = ()
    dockerfile: Line | None = Field(None, description="a path in the challenge's folder")


class ExaminerKeys(_Keys):
    """What the hidden tests need on top of that."""

    packages: tuple[Requirement, ...] = ()


class ChallengeFile(_Keys):
    """The whole file. Only `name` and `groups` are needed."""

    name: Annotated[str, AfterValidator(_name)]
    title: Line | None = None
    stage: Stage = "take-home"
    profiles: tuple[Profile, ...] = Field(PROFILES, min_length=1)
    time_box_min: int | None = Field(None, gt=0, le=7 * 24 * 60, description="minutes that a candidate should need")
    environment: EnvironmentKeys = EnvironmentKeys()
    examiner: ExaminerKeys = ExaminerKeys()
    imports: tuple[Annotated[str, AfterValidator(_module)], ...] = ()
    limits: Limits = Limits()
    groups: dict[Annotated[str, AfterValidator(_group)], Weight] = Field(
        min_length=1, description="for each file tests/hidden/test_<group>.py its weight"
    )
    scope: Scope = Scope()
    entry_points: tuple[Line, ...] = ()
    rules: dict[Annotated[int, Field(ge=0)], Line] = Field({}, description="the brief's rules, a line each; 0 is its interface")
    free_groups: tuple[str, ...] = Field((), description="groups in which an empty submission may score")
    tools: Literal["declare", "forbidden"] = "declare"
    discussion: tuple[Line, ...] = ()
    mutation: Mutation = Mutation()
