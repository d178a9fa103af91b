"""What graders said of findings, counted for each signal: how often *agree*, how often *not here*.

The counts of rounds that were added stand in tally.yaml, each round once. A signal that graders keep dismissing loses weight at
the next calibration.
"""

import math
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from harness import yamlfile
from harness.errors import GradeError
from harness.files import write_whole

FILE = Path(__file__).parent / "tally.yaml"
PRIOR = (8.0, 2.0)
"""Before anybody judged: as if eight of ten findings had been agreed with. Ten verdicts weigh as much as that."""


class Count(BaseModel):
    """How often a signal's findings were agreed with and dismissed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    agree: int = Field(0, ge=0)
    not_here: int = Field(0, ge=0)

    @property
    def holds(self) -> float:
        """The share of findings that hold, expected: the mean of the Beta distribution."""
        a, b = PRIOR[0] + self.agree, PRIOR[1] + self.not_here
        return a / (a + b)

    @property
    def interval(self) -> tuple[float, float]:
        """Nine times of ten the share lies in here (normal approximation of the Beta distribution, cut at 0 and 1)."""
        a, b = PRIOR[0] + self.agree, PRIOR[1] + self.not_here
        wide = 1.645 * math.sqrt(a * b / ((a + b) ** 2 * (a + b + 1)))
        return max(0.0, self.holds - wide), min(1.0, self.holds + wide)

    @property
    def told(self) -> str:
        """The counts in words."""
        low, high = self.interval
        told = f"Graders agreed with {self.agree} findings and dismissed {self.not_here}"
        return f"{told}: {self.holds:.0%} are expected to hold ({low:.0%} to {high:.0%})."

    @property
    def factor(self) -> float:
        """What the signal's weight is multiplied with: at most 1, below where more is dismissed than was expected."""
        return min(1.0, self.holds / (PRIOR[0] / sum(PRIOR)))


class Tally(BaseModel):
    """The whole file: the rounds that were counted, by their ids, and the counts by signal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    rounds: tuple[str, ...] = ()
    signals: dict[str, Count] = {}


def load(path: Path = FILE) -> Tally:
    """An empty one where there is no file."""
    return yamlfile.load(path, Tally) if path.is_file() else Tally()


def count(folders: Iterable[Path]) -> Tally:
    """The verdicts in the scorecards that were handed in, in the rounds of these folders."""
    from harness.rounds.folder import open_round
    from harness.rounds.log import LOG
    from harness.rounds.scorecard import Scorecard

    rounds: list[str] = []
    signals: dict[str, Count] = {}
    for folder in folders:
        if not (folder / "round.yaml").is_file():
            raise GradeError(f"{folder} is no round: it holds no round.yaml")
        if (folder / LOG).exists() and open_round(folder).state.closed is None:  # a verdict is part of a score
            raise GradeError(f"{folder} is still open: what graders say of findings is counted once it is closed")
        rounds.append(folder.resolve().name)
        for path in sorted((folder / "scores").glob("*/*.yaml")):
            card = yamlfile.load(path, Scorecard)
            for each in card.findings if card.handed_in_at else ():
                signals[each.signal] = _more(signals.get(each.signal, Count()), each.verdict)
    return Tally(rounds=tuple(rounds), signals=signals)


def _more(count: Count, verdict: str) -> Count:
    agreed = verdict == "agree"
    return Count(agree=count.agree + agreed, not_here=count.not_here + (not agreed))


def add(known: Tally, more: Tally) -> Tally:
    """Both together. Raises GradeError where a round is counted already."""
    twice = sorted(set(known.rounds) & set(more.rounds))
    if twice:
        raise GradeError(f"counted already: {', '.join(twice)}")
    return Tally(rounds=(*known.rounds, *more.rounds), signals=_sum(known.signals, more.signals))


def _sum(first: Mapping[str, Count], second: Mapping[str, Count]) -> dict[str, Count]:
    none = Count()
    return {
        name: Count(
            agree=first.get(name, none).agree + second.get(name, none).agree,
            not_here=first.get(name, none).not_here + second.get(name, none).not_here,
        )
        for name in sorted({*first, *second})
    }


def write(tally: Tally, path: Path = FILE) -> None:
    """Write the file whole."""
    head = "# Graders' verdicts on findings, by signal. `grade heuristics stats ROUND... --add` writes it.\n"
    write_whole(path, head + yaml.safe_dump(tally.model_dump(mode="json"), sort_keys=False))
