"""A hiring pipeline as a folder: the role on record, and for each stage its guide, rubric, challenge or scenario, ready to run.

    role.yaml  pipeline.yaml  README.md
    1-screening/      guide.md  guide.html  rubric.yaml
    2-coding/         the same, with challenge/ and kit.zip
    3-system-design/  the same, with scenario.md (for you) and handout.md (for the candidate)
    4-take-home/      as 2-coding

Each stage's round is opened in its folder, as `round/`. Everything is a copy: a later version of the program changes nothing.
"""

import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Literal
from uuid import uuid4

from pydantic import Field

from harness import challenge as challenges
from harness import guide, kit
from harness import rubric as rubrics
from harness import scenario as scenarios
from harness.archive import zip_of
from harness.challenge import Challenge
from harness.challengefile import Line, Profile, Stage
from harness.errors import GradeError, HarnessError
from harness.evaluation import Model, Named
from harness.files import read_folder
from harness.role import OwnStage, Role
from harness.rubric import STAGES, Rubric
from harness.text import one_line
from harness.yamlfile import load as load_yaml
from harness.yamltext import dump

SCHEMA: Literal["grade/pipeline/1"] = "grade/pipeline/1"
ROLE, PIPELINE, README, ROUND = "role.yaml", "pipeline.yaml", "README.md", "round"

DECIDES: Mapping[Stage, str] = {
    "screening": "whether both sides spend the next stages' hours: has this person carried one such thing to daily use?",
    "coding": "whether they turn a page of rules into a small, correct piece of code, and ask where the page is open",
    "system-design": "whether they get from a wish with numbers to a design that keeps them, also when the numbers change",
    "take-home": "whether they can do a day's piece of this job at the right size, with decisions that they can defend",
}
_NOT_COPIED = ("samples", "fairness.json", "FAIRNESS.md")  # for the challenge's author; samples are answers


class StagePlan(Model):
    """One stage. folder: empty where it is left out. own: what is not the program's own, in words."""

    stage: Stage
    folder: str = ""
    left_out: str = Field("", description="why, where the stage is left out")
    decides: str = ""
    time_box_min: int | None = None
    pass_mark: float | None = None
    rubric: Named | None = None
    challenge: Named | None = None
    scenario: str = ""
    own: tuple[str, ...] = ()


class Pipeline(Model):
    """The whole of `pipeline.yaml`. Times are ISO 8601 in UTC."""

    schema_: Literal["grade/pipeline/1"] = Field(SCHEMA, alias="schema")
    title: Line
    profile: Profile
    made_at: str
    stages: tuple[StagePlan, ...]

    model_config = Model.model_config | {"populate_by_name": True, "serialize_by_alias": True}


def load(folder: Path) -> Pipeline:
    """The pipeline in a folder. Raises GradeError with file and line, or where there is none."""
    if not (folder / PIPELINE).is_file():
        shown = one_line(str(folder), 300)
        raise GradeError(f"there is no pipeline in {shown} — lay one out with `grade pipeline new {shown}`")
    return load_yaml(folder / PIPELINE, Pipeline)


def must_be_new(folder: Path) -> None:
    """GradeError where the folder holds something already."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise GradeError(f"{one_line(str(folder), 300)} is there already and not empty; a pipeline gets a folder of its own")


def lay_out(folder: Path, role: Role, own: Mapping[Stage, OwnStage], base: Path) -> Pipeline:
    """Write the whole pipeline into `folder`, all of it or nothing. own: what is otherwise. base: where its paths start.

    Raises GradeError where something of one's own can't be read, or the folder isn't empty; HarnessError where the disk refuses.
    """
    must_be_new(folder)
    if all(stage in own and own[stage].leave_out for stage in STAGES):
        raise GradeError("every stage is left out: keep at least one")
    files: dict[str, bytes] = {}
    stages = []
    for number, stage in enumerate(STAGES, 1):
        plan, made = _stage(number, stage, role.profile, own.get(stage, OwnStage()), base)
        stages.append(plan)
        files |= {f"{plan.folder}/{name}": data for name, data in made.items()}
    pipeline = Pipeline(title=role.title, profile=role.profile, made_at=role.decided_at, stages=tuple(stages))
    files[ROLE] = dump(role.model_dump(mode="json", by_alias=True)).encode()
    files[PIPELINE] = dump(pipeline.model_dump(mode="json", by_alias=True, exclude_defaults=True)).encode()
    files[PIPELINE] = f"schema: {SCHEMA}\n".encode() + files[PIPELINE]
    files[README] = readme(pipeline, role).encode()
    _write(folder, files)
    return pipeline


def _stage(number: int, stage: Stage, profile: Profile, own: OwnStage, base: Path) -> tuple[StagePlan, dict[str, bytes]]:
    if own.leave_out:
        return StagePlan(stage=stage, left_out=own.leave_out), {}
    rubric = _rubric(stage, profile, own, base)
    challenge = _challenge(stage, profile, own, base)
    scenario = None
    if stage == "system-design":
        scenario = scenarios.find(_named(own.scenario, base)) if own.scenario else scenarios.for_profile(profile)[0]
    text = guide.to_markdown(guide.make(rubric, challenge, scenario))
    if own.guide:
        text = _text(base / own.guide) + "\n" + guide.rubric_to_markdown(rubric)
    files = {
        "rubric.yaml": rubrics.to_yaml(rubric).encode(),
        "guide.md": text.encode(),
        "guide.html": kit.page(f"{guide.STAGE_WORDS[stage]}: {guide.PROFILE_WORDS[profile]}", text).encode(),
    }
    if scenario is not None:
        files["scenario.yaml"] = dump(scenario.model_dump(mode="json")).encode()
        files["scenario.md"] = scenarios.to_markdown(scenario).encode()
        files["handout.md"] = scenarios.handout(scenario).encode()
    if challenge is not None:
        files["kit.zip"] = zip_of(kit.files(challenge))
        for file in read_folder(challenge.folder):
            if file.path.split("/")[0] not in _NOT_COPIED:
                files[f"challenge/{file.path}"] = file.data
    plan = StagePlan(
        stage=stage,
        folder=f"{number}-{stage}",
        decides=DECIDES[stage],
        time_box_min=(challenge.time_box_min if challenge else None) or rubric.time_box_min,
        pass_mark=rubric.pass_mark,
        rubric=Named(name=rubric.title, sha256=rubrics.sha256(rubric)),
        challenge=Named(name=challenge.name, sha256=challenge.sha256) if challenge else None,
        scenario=scenario.name if scenario else "",
        own=tuple(f"{name}: {value}" for name, value in own.model_dump(exclude_none=True).items()),
    )
    return plan, files


def _rubric(stage: Stage, profile: Profile, own: OwnStage, base: Path) -> Rubric:
    if not own.rubric:
        return rubrics.bundled(stage, profile)
    found = rubrics.load(base / own.rubric)
    if found.stage != stage:
        raise GradeError(f"{base / own.rubric} is a rubric for {found.stage}, not for {stage}")
    return found


def _challenge(stage: Stage, profile: Profile, own: OwnStage, base: Path) -> Challenge | None:
    if own.challenge:
        return challenges.find(_named(own.challenge, base))
    if stage not in ("coding", "take-home"):
        return None
    found = guide.challenge_for(stage, profile)
    if found is None:
        raise GradeError(f"no challenge comes with the program for {stage}/{profile}; name your own, or leave the stage out")
    return found


def _named(text: str, base: Path) -> str:
    """A name that comes with the program stays one; anything else is a path from `base`."""
    return text if text in (*challenges.known(), *scenarios.known()) else str(base / text)


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise GradeError(f"cannot read {one_line(str(path), 300)} as text: {error}") from error


def readme(pipeline: Pipeline, role: Role) -> str:
    """The page that whoever runs the pipeline begins with."""
    parts = [
        f"# {pipeline.title}\n",
        f"Hired for: **{guide.PROFILE_WORDS[pipeline.profile]}**.",
        f"Decided by {role.decided_by}, {role.decided_at[:10]}: {role.reason}\n",
        f"{role.suggestion.told} The answers are in `{ROLE}`.\n",
        "| stage | time box | what it decides | with |\n|---|---|---|---|",
    ]
    for plan in pipeline.stages:
        if plan.left_out:
            parts.append(f"| {plan.stage} | | left out: {_cell(plan.left_out)} | |")
            continue
        used = plan.challenge.name if plan.challenge else plan.scenario or "the guide's questions"
        own = f" (own: {', '.join(plan.own)})" if plan.own else ""
        link = f"[{plan.stage}]({plan.folder}/guide.md)"
        parts.append(f"| {link} | {plan.time_box_min} min | {plan.decides} | {_cell(used + own)} |")
    parts.append(
        "\nA stage is passed with the rubric's pass mark and every criterion's least level, as scored by people. Open each "
        "stage's round before the first candidate comes; from then on its rubric and challenge are locked:\n"
    )
    parts += [f"    {command}" for command in open_commands(pipeline)]
    parts.append("\nWho is where: `grade pipeline status .`\n")
    return "\n".join(parts)


def _cell(text: str) -> str:
    return one_line(text, 300).replace("|", "\\|")


def open_commands(pipeline: Pipeline) -> list[str]:
    """The command that opens each stage's round, to be run in the pipeline's folder."""
    made = []
    for plan in pipeline.stages:
        if plan.folder:
            with_ = f" --challenge {plan.folder}/challenge" if plan.challenge else ""
            with_ += f" --scenario {plan.folder}/scenario.md" if plan.scenario else ""
            stage = "" if plan.challenge else f" --stage {plan.stage}"
            with_ += f"{stage} --profile {pipeline.profile} --rubric {plan.folder}/rubric.yaml"
            made.append(f"grade round open {plan.folder}/{ROUND}{with_}")
    return made


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    """Into a folder beside it first, which is then given its name: a crash leaves nothing or all."""
    target = folder.absolute()
    temporary = target.parent / f".{target.name}.{uuid4().hex}.tmp"
    try:
        for name, data in files.items():
            path = temporary / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        if target.is_dir():
            target.rmdir()  # empty, or it would have been refused
        temporary.rename(target)
    except OSError as error:
        raise HarnessError(f"cannot write {one_line(str(folder), 300)}: {error.strerror}") from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
