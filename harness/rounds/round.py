"""What a round locks before any submission is seen: `round.yaml`, and what a result says of it."""

from pathlib import Path
from typing import Literal

from pydantic import ConfigDict, Field

from harness.challengefile import Line, Profile, Stage
from harness.evaluation import Model, Named
from harness.yamlfile import load as load_yaml

SCHEMA: Literal["grade/round/1"] = "grade/round/1"

ROUND, RUBRIC, CHALLENGE, NAMES = "round.yaml", "rubric.yaml", "challenge", "names.yaml"
SUBMISSIONS, RESULTS, SCORES, REGRADES, EARLIER = "submissions", "results", "scores", "regrades", "earlier"
ADJUDICATIONS, CLARIFICATIONS, CLARIFICATIONS_PAGE = "adjudications", "clarifications.yaml", "CLARIFICATIONS.md"
SCENARIO, MANIFEST, ENVELOPE, PAGES = "scenario.md", "manifest.json", "manifest.dsse.json", "pages"
FORGOTTEN = "forgotten.yaml"  # the figures of those whose data was deleted
"""Names in a round's folder. What is in `pages/` (and `results/<code>/report.html`) is made from the rest, and never verified."""


class RubricLocked(Model):
    """A rubric by title and hash (`harness.rubric.sha256`)."""

    title: str
    sha256: str


class HarnessLocked(Model):
    """The program by version and by the hash of its files."""

    version: str
    sha256: str


class Amendment(Model):
    """A change to what was locked. seq: its line in the log; every score handed in before it is to be done again."""

    seq: int
    at: str
    by: str
    what: tuple[Literal["rubric", "challenge", "harness", "scenario"], ...]
    reason: Line
    submissions_before: int = Field(ge=0, description="how many submissions were in the round already")


class Round(Model):
    """The whole of `round.yaml`. Times are ISO 8601 in UTC.

    challenge: None for a stage without one (a talk). graders: who may score; empty for anyone. order_seed: what the order in
    which each grader reads is drawn from. locked_at: when rubric and challenge as they are now were locked; submissions_before:
    how many submissions were in by then, 0 where nothing was amended.
    """

    schema_: Literal["grade/round/1"] = Field(SCHEMA, alias="schema")
    name: Line
    opened_at: str
    opened_by: str
    stage: Stage
    profile: Profile
    challenge: Named | None
    rubric: RubricLocked
    harness: HarnessLocked
    graders_per_submission: int = Field(1, ge=1, le=5)
    graders: tuple[str, ...] = ()
    order_seed: str
    locked_at: str
    submissions_before: int = Field(0, ge=0)
    amendments: tuple[Amendment, ...] = ()

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


def load(folder: Path) -> Round:
    """The round in `folder`. Raises GradeError with file and line."""
    return load_yaml(folder / ROUND, Round)
