"""Where the weights come from: the labelled samples of all challenges, each judged by what was fitted without its challenge.

The order of importance of signals is set by hand in weights.yaml; only how fast a family saturates and the cut-offs are fitted.
With a few dozen samples anything finer would fit their accidents. Every weight stays positive, so that more is never less.
"""

import math
import random
import re
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from harness import challenge as challenges
from harness.evaluation import Band
from harness.files import write_whole
from harness.heuristics import catalogue, scale, scoring, tally, weights
from harness.heuristics.scoring import Part
from harness.heuristics.weights import Weights

FACTORS = (0.5, 0.7, 1.0, 1.4, 2.0)  # what a fit may multiply a family's k with
ROUNDS = 2
CHANGE = 0.02  # what a fit pays for each e-fold that it moves a hand-set figure: without need it moves none
DRAWS = 400  # of the bootstrap
BANDS: tuple[Band, ...] = ("right-sized", "look", "over-built", "not judged")


@dataclass(frozen=True)
class Case:
    """A labelled solution: its parts before families saturate, measured against the others of its challenge.

    clear: clearly over-built, which is degree 2 or 3; one of degree 1 may be *look*.
    """

    challenge: str
    name: str
    over: bool
    degree: int
    parts: tuple[Part, ...]
    judged: bool

    @property
    def clear(self) -> bool:
        return self.over and self.degree >= 2


@dataclass(frozen=True)
class Judged:
    """A case with what weights say that have not seen its challenge."""

    case: Case
    points: float
    band: Band


@dataclass(frozen=True)
class SignalFigures:
    """One signal's part: cases in which it adds something, its mean part, and what pooled AUC is without it."""

    signal: str
    right_sized: int
    over_built: int
    mean_right_sized: float
    mean_over_built: float
    auc_alone: float
    auc_without: float
    holds: float
    verdicts: int


@dataclass(frozen=True)
class Calibration:
    """All that is printed. auc, interval (95 %): right-sized against clearly over-built ones that the weights had not seen."""

    judged: tuple[Judged, ...]
    auc: float
    interval: tuple[float, float]
    auc_all: float
    confusion: dict[str, dict[Band, int]]
    signals: tuple[SignalFigures, ...]
    fitted: Weights
    chosen: dict[str, dict[str, float]]


def cases(names: Iterable[str] | None = None, chosen: Weights | None = None) -> list[Case]:
    """The labelled solutions of these challenges, or of all that come with the program."""
    chosen = chosen or weights.load()
    found = []
    for name in names or challenges.known():
        measured = scale.scale(challenges.find(name))
        for each in measured.solutions:
            others = measured.without(each.sha256)
            parts = tuple(scoring.parts(each.reading, others, chosen))
            judged = scoring.judge(each.reading, others, chosen, standings=False).band != "not judged"
            found.append(Case(name, each.name, not each.accepted, each.degree, parts, judged))
    return found


def with_verdicts(chosen: Weights, known: tally.Tally | None = None) -> Weights:
    """The weights of signals that graders keep dismissing, less."""
    known = known or tally.load()
    signals = {
        name: about.model_copy(update={"holds": round(known.signals.get(name, tally.Count()).factor, 3)})
        for name, about in chosen.signals.items()
    }
    return chosen.model_copy(update={"signals": signals})


def calibrate(names: Sequence[str] | None = None, chosen: Weights | None = None) -> Calibration:
    """Leave one challenge out, each in turn; then the fit on all of them."""
    chosen = with_verdicts(chosen or weights.load())
    found = cases(names, chosen)
    judged: list[Judged] = []
    fits: dict[str, dict[str, float]] = {}
    for held in sorted({case.challenge for case in found}):
        fit = _fit([case for case in found if case.challenge != held and case.judged], chosen)
        fits[held] = _figures(fit)
        judged += [_judge(case, fit) for case in found if case.challenge == held]
    unseen = [each for each in judged if each.case.judged]
    right = [each.points for each in unseen if not each.case.over]
    clear = [each.points for each in unseen if each.case.clear]
    final = _fit([case for case in found if case.judged], chosen)
    return Calibration(
        judged=tuple(judged),
        auc=auc(right, clear),
        interval=_interval(right, clear),
        auc_all=auc(right, [each.points for each in unseen if each.case.over]),
        confusion=_confusion(judged),
        signals=tuple(_signals([case for case in found if case.judged], final)),
        fitted=final,
        chosen=fits,
    )


# ---------------------------------------------------------------- the fit


def _fit(seen: Sequence[Case], chosen: Weights) -> Weights:
    """Scale each family's k within bounds, one at a time, then set the cut-offs: what separates best with little change."""
    factors: dict[str, float] = {str(name): 1.0 for name in chosen.families}
    best = _loss(seen, _scaled(chosen, factors))
    for _ in range(ROUNDS):
        for family in factors:
            for factor in FACTORS:
                tried = {**factors, family: factor}
                change = CHANGE * sum(abs(math.log(each)) for each in tried.values())
                loss = _loss(seen, _scaled(chosen, tried)) + change
                if loss < best - 1e-9:
                    best, factors = loss, tried
    return _cut(seen, _scaled(chosen, factors))


def _scaled(chosen: Weights, factors: Mapping[str, float]) -> Weights:
    families = {
        name: about.model_copy(update={"k": round(about.k * factors[name], 4)}) for name, about in chosen.families.items()
    }
    return chosen.model_copy(update={"families": families})


def _loss(seen: Sequence[Case], tried: Weights) -> float:
    """How badly pairs of a right-sized and an over-built case are kept apart: smooth, so that a margin counts."""
    right = [_points(case, tried) for case in seen if not case.over]
    over = [_points(case, tried) for case in seen if case.over]
    if not right or not over:
        return 0.0
    return statistics.mean(1 / (1 + math.exp((high - low - 10) / 4)) for low in right for high in over)


def _cut(seen: Sequence[Case], fitted: Weights) -> Weights:
    """`look` two fifths of the way from the right-sized to the over-built, `over_built` four, with room on both sides."""
    right = sorted(_points(case, fitted) for case in seen if not case.over)
    over = sorted(_points(case, fitted) for case in seen if case.over)
    if not right or not over:
        return fitted
    low = right[min(len(right) - 1, math.ceil(0.95 * len(right)) - 1)]
    high = over[max(0, math.floor(0.05 * len(over)))]
    look = max(8.0, low + 0.4 * (high - low)) if high > low else max(8.0, low)
    built = max(look + 6, low + 0.8 * (high - low))
    bands = fitted.bands.model_copy(update={"look": round(look, 1), "over_built": round(built, 1)})
    return fitted.model_copy(update={"bands": bands})


def _points(case: Case, chosen: Weights) -> float:
    return sum(scoring.families_of(case.parts, chosen).values())


def _judge(case: Case, chosen: Weights) -> Judged:
    families = scoring.families_of(case.parts, chosen)
    points = round(sum(families.values()), 2)
    band = scoring.band_of(points, families, scoring.places_of(case.parts), chosen)[0] if case.judged else "not judged"
    return Judged(case, points, band)


def _figures(fit: Weights) -> dict[str, float]:
    families = {f"k {name}": about.k for name, about in fit.families.items()}
    return {**families, "look": fit.bands.look, "over-built": fit.bands.over_built}


# ---------------------------------------------------------------- figures


def auc(low: Sequence[float], high: Sequence[float]) -> float:
    """The share of pairs in which the second is above the first; a tie is half. 0.5 where there is no pair."""
    if not low or not high:
        return 0.5
    return sum((b > a) + 0.5 * (a == b) for a in low for b in high) / (len(low) * len(high))


def _interval(low: Sequence[float], high: Sequence[float]) -> tuple[float, float]:
    """95 %, the wider of the bootstrap's and Hanley and McNeil's (1982): where none is wrong, the bootstrap says nothing."""
    if not low or not high:
        return 0.0, 1.0
    draw = random.Random(1)
    drawn = sorted(auc(draw.choices(low, k=len(low)), draw.choices(high, k=len(high))) for _ in range(DRAWS))
    a = min(auc(low, high), 1 - 0.5 / (len(low) * len(high)) ** 0.5)
    q1, q2 = a / (2 - a), 2 * a * a / (1 + a)
    variance = a * (1 - a) + (len(high) - 1) * (q1 - a * a) + (len(low) - 1) * (q2 - a * a)
    wide = 1.96 * math.sqrt(variance / (len(low) * len(high)))
    cut = int(0.025 * len(drawn))
    return round(max(0.0, min(drawn[cut], a - wide)), 3), round(min(1.0, max(drawn[-1 - cut], a + wide)), 3)


def _confusion(judged: Iterable[Judged]) -> dict[str, dict[Band, int]]:
    found: dict[str, dict[Band, int]] = {}
    for each in judged:
        label = "right-sized" if not each.case.over else f"over-built, degree {each.case.degree}"
        row = found.setdefault(label, dict.fromkeys(BANDS, 0))
        row[each.band] += 1
    return dict(sorted(found.items(), key=lambda row: (row[0] != "right-sized", row[0])))


def _signals(seen: Sequence[Case], fitted: Weights) -> Iterable[SignalFigures]:
    known = tally.load()
    for name, about in catalogue.signals().items():
        if about.family == "too little":
            continue
        values: dict[bool, list[float]] = {True: [], False: []}
        for case in seen:
            values[case.over].append(sum(part.value for part in case.parts if part.signal == name))
        count = known.signals.get(name, tally.Count())
        yield SignalFigures(
            signal=name,
            right_sized=sum(value > 0 for value in values[False]),
            over_built=sum(value > 0 for value in values[True]),
            mean_right_sized=round(statistics.mean(values[False] or [0.0]), 3),
            mean_over_built=round(statistics.mean(values[True] or [0.0]), 3),
            auc_alone=round(auc(values[False], values[True]), 3),
            auc_without=round(_auc_without(name, seen, fitted), 3),
            holds=round(count.holds, 2),
            verdicts=count.agree + count.not_here,
        )


def _auc_without(signal: str, seen: Sequence[Case], fitted: Weights) -> float:
    points: dict[bool, list[float]] = {True: [], False: []}
    for case in seen:
        kept = [part for part in case.parts if part.signal != signal]
        points[case.over].append(sum(scoring.families_of(kept, fitted).values()))
    return auc(points[False], points[True])


def _holds(value: float) -> str:
    return f", holds: {value:g}" if value < 1 else ""


def write(fitted: Weights, path: Path = weights.FILE) -> None:
    """Put the fitted figures into weights.yaml; its comments and order stay."""
    text = path.read_text("utf-8")
    for family, about in fitted.families.items():
        text = re.sub(rf"(?m)^(  {family}: \{{share: [\d.]+, k: )[\d.]+", rf"\g<1>{about.k:g}", text)
    for name, value in (("look", fitted.bands.look), ("over_built", fitted.bands.over_built)):
        text = re.sub(rf"(?m)^(  {name}: )[\d.]+", rf"\g<1>{value:g}", text)
    for signal, weight in fitted.signals.items():
        text = re.sub(rf"(?m)^(  {signal}: \{{[^}}]*?)(, holds: [\d.]+)?\}}", rf"\g<1>{_holds(weight.holds)}}}", text)
    write_whole(path, text)
    weights.load.cache_clear()
