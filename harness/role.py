"""The role, before anybody is interviewed: a dozen answers, the job they speak for, and the decision that a person makes."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from harness import bundled, yamlfile
from harness.challengefile import PROFILES, Line, Profile, Stage
from harness.guide import PROFILE_WORDS
from harness.nearby import did_you_mean
from harness.yamlfile import Document

SCHEMA: Literal["grade/role/1"] = "grade/role/1"
UNDECIDED = "undecided"

SECOND_JOB = 0.6
"""Share of the first job's points from which the second one counts as a second job: with a dozen questions that is four or five
strong answers against seven."""
LEAST_POINTS = 8
"""Points under which the answers say too little: four answers that speak clearly for one job."""


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Option(_Keys):
    """One answer that can be given. speaks_for: points by profile."""

    id: Line
    text: Line
    speaks_for: dict[Profile, int] = {}


class RoleQuestion(_Keys):
    """One question on what the person will do."""

    id: Line
    asks: Line
    options: tuple[Option, ...] = Field(min_length=2)

    def option(self, name: str) -> Option | None:
        """The option with that id; None for "undecided" and what is not there."""
        return next((option for option in self.options if option.id == name), None)


class _Questions(_Keys):
    questions: tuple[RoleQuestion, ...] = Field(min_length=1)


class Decision(_Keys):
    """What a person made of it."""

    profile: Profile
    by: Line = Field(description="who decided")
    reason: Line = Field(description="why this job, also where the answers say it")


class OwnStage(_Keys):
    """What is to be otherwise with one stage. Paths are taken from the answers file's folder."""

    leave_out: Line | None = Field(None, description="why the stage is left out")
    rubric: Line | None = Field(None, description="your own rubric, a file")
    challenge: Line | None = Field(None, description="another challenge, by name or folder")
    scenario: Line | None = Field(None, description="another scenario, by name or file")
    guide: Line | None = Field(None, description="your own guide, a Markdown file")


class AnswersFile(_Keys):
    """`--answers FILE`: all that `grade pipeline new` would ask for."""

    title: Line = Field(description="the role's name")
    answers: dict[str, str] = Field(description="for each question's id an option's id, or undecided")
    decision: Decision | None = Field(None, description="left out: the profile that the answers speak for has to be confirmed")
    stages: dict[Stage, OwnStage] = {}


class Answer(_Keys):
    """One answer as it is kept: readable without the program."""

    asks: Line
    answer: Line
    text: str = ""
    speaks_for: dict[Profile, int] = {}


class Suggestion(_Keys):
    """What the answers speak for. decided: the questions whose answers speak for the profile, the strongest first."""

    profile: Profile | None
    points: dict[Profile, int]
    decided: tuple[str, ...]
    second: Profile | None = None
    second_decided: tuple[str, ...] = ()
    told: str


class Role(_Keys):
    """The whole of `role.yaml`. Times are ISO 8601 in UTC."""

    schema_: Literal["grade/role/1"] = Field(SCHEMA, alias="schema")
    title: Line
    decided_at: str
    profile: Profile
    decided_by: Line
    reason: Line
    against_the_answers: bool = Field(False, description="whether the decision is another one than the answers speak for")
    suggestion: Suggestion
    answers: dict[str, Answer]


def questions() -> tuple[RoleQuestion, ...]:
    """What is asked, in order."""
    return yamlfile.load(bundled.folder("rubrics") / "role-questions.yaml", _Questions).questions


def read_answers(path: Path) -> tuple[AnswersFile, Document]:
    """An answers file, and where its values stand. Raises one GradeError with all that is wrong, each with its line."""
    document = yamlfile.read(path)
    given = yamlfile.check(document, AnswersFile)
    if given is not None:
        _check_answers(document, given.answers)
    document.raise_problems()
    assert given is not None
    return given, document


def _check_answers(document: Document, answers: Mapping[str, str]) -> None:
    asked = {question.id: question for question in questions()}
    for name, answer in answers.items():
        if name not in asked:
            near = did_you_mean(name, asked) or f"the questions are {', '.join(asked)}"
            document.problem(("answers", name), f"there is no question {name}", near)
        elif answer != UNDECIDED and asked[name].option(answer) is None:
            ids = [option.id for option in asked[name].options]
            near = did_you_mean(answer, ids) or f"it is one of {', '.join(ids)}, or {UNDECIDED}"
            document.problem(("answers", name), f'"{answer}" is no answer to {name} ({asked[name].asks})', near)
    for name, question in asked.items():
        if name not in answers:
            known = ", ".join(option.id for option in question.options)
            document.problem(("answers",), f"no answer to {name}: {question.asks}", f"add it: {known} or {UNDECIDED}")


def suggest(answers: Mapping[str, str]) -> Suggestion:
    """The job that the answers speak for, with the ones that decided; none where they say too little."""
    chosen = {q.id: (q, q.option(answers.get(q.id, UNDECIDED))) for q in questions()}
    points: dict[Profile, int] = dict.fromkeys(PROFILES, 0)
    for _, option in chosen.values():
        for profile, number in (option.speaks_for if option else {}).items():
            points[profile] += number
    ranked = sorted(PROFILES, key=lambda profile: -points[profile])
    first, second = ranked[0], ranked[1]

    def decided(profile: Profile) -> tuple[str, ...]:
        weight = {name: option.speaks_for.get(profile, 0) for name, (_, option) in chosen.items() if option}
        return tuple(sorted((name for name in weight if weight[name]), key=lambda name: -weight[name]))

    if points[first] < LEAST_POINTS:
        told = "The answers say too little for any job. Talk to whoever will work with this person, and come back."
        return Suggestion(profile=None, points=points, decided=(), told=told)
    two = points[second] >= SECOND_JOB * points[first]
    told = f"The answers speak for: {PROFILE_WORDS[first]} ({points[first]} points of {sum(points.values())})."
    if two:
        told = (
            f"These answers describe two jobs: {PROFILE_WORDS[first]} ({points[first]} points) and {PROFILE_WORDS[second]} "
            f"({points[second]} points). One person seldom does both well. Decide which one comes first, or open two roles."
        )
    return Suggestion(
        profile=first,
        points=points,
        decided=decided(first),
        second=second if two else None,
        second_decided=decided(second) if two else (),
        told=told,
    )


def decide(title: str, answers: Mapping[str, str], decision: Decision, at: str) -> Role:
    """The role as it goes on record."""
    found = suggest(answers)
    kept = {}
    for question in questions():
        name = answers.get(question.id, UNDECIDED)
        option = question.option(name)
        speaks = dict(option.speaks_for) if option else {}
        kept[question.id] = Answer(asks=question.asks, answer=name, text=option.text if option else "", speaks_for=speaks)
    return Role(
        title=title,
        decided_at=at,
        profile=decision.profile,
        decided_by=decision.by,
        reason=decision.reason,
        against_the_answers=found.profile != decision.profile,
        suggestion=found,
        answers=kept,
    )


def in_words(found: Suggestion, answers: Mapping[str, str]) -> str:
    """The suggestion with the answers that decided, for a terminal or a page."""
    asked = {question.id: question for question in questions()}

    def lines(names: tuple[str, ...]) -> list[str]:
        made = []
        for name in names:
            option = asked[name].option(answers.get(name, UNDECIDED))
            made.append(f"  - {asked[name].asks} {option.text if option else ''}")
        return made

    parts = [found.told]
    if found.profile:
        parts += [f"For {PROFILE_WORDS[found.profile]}:", *lines(found.decided)]
    if found.second:
        parts += [f"For {PROFILE_WORDS[found.second]}:", *lines(found.second_decided)]
    return "\n".join(parts)
