"""The weights that stand in weights.yaml, checked."""

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from harness import yamlfile
from harness.evaluation import Family

FILE = Path(__file__).parent / "weights.yaml"


class _Keys(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FamilyWeight(_Keys):
    """share: of 100 points. k: how fast it saturates."""

    share: float = Field(ge=0, le=1)
    k: float = Field(gt=0)


class SignalWeight(_Keys):
    """cap: the most that counts. free: doublings above the usual that cost nothing. least: a figure that costs nothing.

    holds: what graders' verdicts leave of the weight; a calibration writes it.
    """

    weight: float = Field(ge=0)
    cap: float = Field(gt=0)
    free: float = Field(0, ge=0)
    least: float = Field(0, ge=0)
    holds: float = Field(1, ge=0, le=1)

    @property
    def counts(self) -> float:
        """The weight that counts."""
        return self.weight * self.holds


class Bands(_Keys):
    """Points from which a band begins, and what *over-built* needs besides."""

    look: float
    over_built: float
    families: int
    family_points: float
    decisive: tuple[Family, ...]
    places: int


class ScaleKeys(_Keys):
    """solutions: how many accepted ones a scale needs."""

    solutions: int


class Weights(_Keys):
    """The whole file."""

    families: dict[Family, FamilyWeight]
    signals: dict[str, SignalWeight]
    bands: Bands
    scale: ScaleKeys


@cache
def load(path: Path = FILE) -> Weights:
    """Raises GradeError with file and line where it is not as it must be."""
    return yamlfile.load(path, Weights)
