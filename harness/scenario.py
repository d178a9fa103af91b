"""A system-design scenario: a situation with numbers, and the change that comes half-way."""

from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from harness import bundled, yamlfile
from harness.challengefile import Line, Profile, is_name
from harness.errors import GradeError
from harness.nearby import did_you_mean
from harness.text import one_line


def _with_a_number(text: str) -> str:
    if not any(char.isdigit() for char in text):
        raise ValueError("this needs a figure: a design can only be argued with where numbers stand")
    return text


Figures = Annotated[Line, AfterValidator(_with_a_number)]


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Numbers(_Keys):
    """What is given. Each holds at least one figure."""

    data: Figures
    latency: Figures
    cost: Figures
    failure: Figures


class Change(_Keys):
    """What changes half-way. moves: what it should set in motion; for the interviewer."""

    at_min: int = Field(30, gt=0, description="the minute of the call")
    told: Figures = Field(description="read aloud")
    moves: Line = Field(description="what a good answer has to touch")


class Explain(_Keys):
    """The part for a listener who is not technical."""

    listener: Line
    prompt: Line


class Scenario(_Keys):
    """The whole file. arithmetic: what follows from the numbers, for the interviewer."""

    name: Line
    title: Line
    profile: Profile
    situation: Line
    numbers: Numbers
    asked: Line
    answers_if_asked: tuple[Line, ...] = Field(min_length=1)
    arithmetic: tuple[Line, ...] = Field(min_length=1)
    change: Change
    explain: Explain


def known() -> list[str]:
    """The names of the scenarios that come with the program, sorted."""
    return sorted(path.stem for path in (bundled.folder("rubrics") / "scenarios").glob("*.yaml"))


def load(path: Path) -> Scenario:
    """The scenario in a file. Raises one GradeError with all that is wrong, each with its line."""
    return yamlfile.load(path, Scenario)


def place(name_or_file: str) -> Path:
    """The file of the scenario that comes with the program under that name, else that file."""
    if is_name(name_or_file) and name_or_file in known():
        return bundled.folder("rubrics") / "scenarios" / f"{name_or_file}.yaml"
    if Path(name_or_file).is_file():
        return Path(name_or_file)
    near = did_you_mean(name_or_file, known()) or f"the known ones are {', '.join(known())}"
    raise GradeError(f'there is no scenario "{one_line(name_or_file, 100)}" — {near}, or give a YAML file')


def find(name_or_file: str) -> Scenario:
    """The scenario that comes with the program under that name, else the one in that file."""
    return load(place(name_or_file))


def for_profile(profile: Profile) -> list[Scenario]:
    """All that come with the program, those for the profile first."""
    return sorted((find(name) for name in known()), key=lambda scenario: scenario.profile != profile)


def to_markdown(scenario: Scenario) -> str:
    """The scenario as the interviewer has it: what is read aloud, then what isn't."""
    numbers = "\n".join(f"- **{name.capitalize()}.** {text}" for name, text in scenario.numbers)
    answers = "\n".join(f"- {text}" for text in scenario.answers_if_asked)
    arithmetic = "\n".join(f"- {text}" for text in scenario.arithmetic)
    return f"""## Scenario: {scenario.title}

`{scenario.name}`, made for: {scenario.profile}

{scenario.situation}

{numbers}

**Asked:** {scenario.asked}

### The change, at minute {scenario.change.at_min}

{scenario.change.told}

### Explain it to {scenario.explain.listener}

> {scenario.explain.prompt}

### For you alone

**Answers if asked**

{answers}

**What follows from the numbers**

{arithmetic}

**What the change should move.** {scenario.change.moves}
"""


def handout(scenario: Scenario) -> str:
    """What the candidate may see from the start: no answers, no arithmetic, no change."""
    numbers = "\n".join(f"- **{name.capitalize()}.** {text}" for name, text in scenario.numbers)
    return f"# {scenario.title}\n\n{scenario.situation}\n\n{numbers}\n\n**Asked:** {scenario.asked}\n"
