"""The guide for one stage and profile, as Markdown: how to run it, what to ask, and the rubric beside it."""

from collections.abc import Sequence
from dataclasses import dataclass

from harness import bundled, discussion
from harness import challenge as challenges
from harness import scenario as scenarios
from harness.challenge import Challenge
from harness.challengefile import Profile, Stage
from harness.errors import GradeError
from harness.evaluation import Evaluation
from harness.rubric import LEVELS, Criterion, Measured, RedFlag, Rubric
from harness.scenario import Scenario
from harness.text import one_line

PROFILE_WORDS: dict[Profile, str] = {
    "model-builder": "model builder",
    "ml-ops": "infrastructure and ML-ops",
    "product-implementer": "product implementer",
}
STAGE_WORDS: dict[Stage, str] = {
    "screening": "Screening",
    "coding": "Coding",
    "system-design": "System design",
    "take-home": "Take-home",
}


@dataclass(frozen=True)
class Guide:
    """What a guide is made from. questions: drawn from one submission, where the talk is about that."""

    rubric: Rubric
    challenge: Challenge | None = None
    scenarios: tuple[Scenario, ...] = ()
    questions: tuple[discussion.Question, ...] = ()
    submission: str = ""


def make(
    rubric: Rubric,
    challenge: Challenge | None = None,
    scenario: Scenario | None = None,
    evaluation: Evaluation | None = None,
    asked: Sequence[str] = (),
) -> Guide:
    """The guide for a rubric. What is not given is the program's own for that stage and profile, where there is one.

    evaluation: a submission's, whose talk the guide is for. Raises GradeError where it belongs to another challenge.
    """
    if challenge is None and evaluation is not None:
        name = evaluation.challenge.name
        if name not in challenges.known():
            raise GradeError(f"the result is of {one_line(name, 80)}, which is your own: name its folder with --challenge")
        challenge = challenges.named(name)
    if challenge is None and rubric.stage in ("coding", "take-home"):
        challenge = challenge_for(rubric.stage, rubric.profile)
    chosen: tuple[Scenario, ...] = ()
    if rubric.stage == "system-design":
        chosen = (scenario,) if scenario else tuple(scenarios.for_profile(rubric.profile))
    found: tuple[discussion.Question, ...] = ()
    if evaluation is not None:
        assert challenge is not None
        if evaluation.challenge.name != challenge.name:
            raise GradeError(f"the result is of {evaluation.challenge.name}, not of {challenge.name}: name its own challenge")
        found = tuple(discussion.questions(evaluation, challenge, tuple(asked)))
    return Guide(rubric, challenge, chosen, found, evaluation.submission.name if evaluation else "")


def challenge_for(stage: Stage, profile: Profile) -> Challenge | None:
    """The first challenge that comes with the program for that stage and profile, by name."""
    found = (challenges.named(name) for name in challenges.known())
    return next((each for each in found if each.stage == stage and profile in each.profiles), None)


def to_markdown(guide: Guide) -> str:
    """The whole guide."""
    rubric = guide.rubric
    what = f"{STAGE_WORDS[rubric.stage]}: {PROFILE_WORDS[rubric.profile]}"
    parts = [
        f"# {what}",
        f"*For the people who run it and score it. Time box: {rubric.time_box_min} minutes. Pass mark: {rubric.pass_mark:g} %, "
        "and each criterion's least level. Candidates know the criteria by name and weight, not the levels.*",
        _text(rubric.stage),
        _text(f"{rubric.stage}-{rubric.profile}"),
    ]
    if guide.challenge is not None:
        parts.append(_challenge(guide.challenge, bool(guide.questions)))
    if guide.questions and guide.challenge is not None:
        parts.append(discussion.to_markdown(list(guide.questions), guide.challenge))
    parts += [scenarios.to_markdown(scenario) for scenario in guide.scenarios]
    parts.append(rubric_to_markdown(rubric))
    return "\n\n".join(part.strip() for part in parts if part.strip()) + "\n"


def title(guide: Guide) -> str:
    """A page's title."""
    about = f", {guide.submission}" if guide.submission else ""
    return f"{STAGE_WORDS[guide.rubric.stage]}: {PROFILE_WORDS[guide.rubric.profile]}{about}"


def _text(name: str) -> str:
    path = bundled.folder("rubrics") / "guides" / f"{name}.md"
    return path.read_text("utf-8") if path.is_file() else ""


def _challenge(challenge: Challenge, has_questions: bool) -> str:
    box = f", {challenge.time_box_min} minutes" if challenge.time_box_min else ""
    lines = [f"## The challenge: {challenge.title}\n", f"`{challenge.name}`{box}; groups {', '.join(challenge.groups)}.\n"]
    if challenge.scope.open_points:
        lines.append("**What the task invites to ask.** The brief leaves these open on purpose. Each is a good question, and an")
        lines.append("assumption written down is as good.\n")
        lines += [f"- {point}" for point in challenge.scope.open_points]
        lines.append("")
    if challenge.scope.not_asked:
        lines.append(f"**Not asked for:** {', '.join(challenge.scope.not_asked)}.\n")
    if challenge.discussion and not has_questions:
        lines.append("**For the talk**\n")
        lines += [f"- {question}" for question in challenge.discussion]
    return "\n".join(lines)


def rubric_to_markdown(rubric: Rubric) -> str:
    """The rubric as a section of a page."""
    meaning = "; ".join(f"{number} {text}" for number, text in enumerate(LEVELS, 1))
    parts = [
        f"## The rubric: {rubric.title}\n",
        f"Levels: {meaning}. Over-building never reaches 4 on anything. The total is 0 % with level 1 throughout, 100 % "
        "with 4. Write the reason first, then the level.\n",
        *(_criterion(number, criterion) for number, criterion in enumerate(rubric.criteria, 1)),
    ]
    if rubric.red_flags:
        parts.append("## Red flags\n")
        parts.append("A person asserts one, with evidence. It changes no figure; talk about it before a decision.\n")
        parts += [_red_flag(flag) for flag in rubric.red_flags]
    return "\n".join(parts)


def _criterion(number: int, criterion: Criterion) -> str:
    facts = [f"weight {criterion.weight:g} %"]
    if criterion.must:
        facts.append(f"must reach level {criterion.must}")
    if criterion.scores:
        facts.append(f"{' and '.join(criterion.scores)} scored here")
    facts.append(measured_in_words(criterion.measured) if criterion.measured else "judged")
    facts.append(f"look at: {', '.join(criterion.evidence)}")
    levels = "\n".join(f"{level}. {text}" for level, text in enumerate(criterion.levels, 1))
    return f"### {number}. {criterion.title}\n\n{criterion.asks}\n\n*{'; '.join(facts)}*\n\n{levels}\n"


def measured_in_words(measured: Measured) -> str:
    """How the level comes about, and what a person can do about it."""
    groups = f"the groups {', '.join(measured.groups)}, as far as the challenge has them" if measured.groups else "all groups"
    shares = ", ".join(f"{level} from {100 * share:g} %" for level, share in enumerate(measured.thresholds, 2))
    return f"measured by {groups}: level {shares}; a person may override it, with a reason"


def _red_flag(flag: RedFlag) -> str:
    return (
        f"### {flag.title}\n\n**Counts:** {flag.counts}\n\n**Does not count:** {flag.does_not_count}\n\n"
        f"*Evidence needed: {', '.join(flag.evidence)}*\n"
    )
