"""A scope without the findings that graders answered with "not here": they no longer count. Works on a stored result."""

import math
from collections.abc import Iterable
from typing import Protocol

from harness.evaluation import Band, Scope, SignalShare
from harness.heuristics import scoring, weights
from harness.heuristics.weights import Weights

Place = tuple[str, str, int]


class Said(Protocol):
    """What one grader says of one finding."""

    @property
    def signal(self) -> str: ...
    @property
    def file(self) -> str: ...
    @property
    def line(self) -> int: ...
    @property
    def verdict(self) -> str: ...


def by_verdicts(scope: Scope, said: Iterable[Said]) -> Scope:
    """The scope without the findings that more graders answered with "not here" than with "agree"."""
    votes: dict[Place, int] = {}
    for each in said:
        place = (each.signal, each.file, each.line)
        votes[place] = votes.get(place, 0) + (1 if each.verdict == "not here" else -1)
    return without(scope, [place for place, count in votes.items() if count > 0])


def without(scope: Scope, places: Iterable[Place], chosen: Weights | None = None) -> Scope:
    """The scope as if nothing had been found at these (signal, file, line). The same scope where none of them is in it.

    A signal keeps the share of its part that its other findings have; what saturated before is computed back. Never more
    points than before.
    """
    chosen = chosen or weights.load()
    gone = frozenset(places)
    kept = tuple(each for each in scope.findings if (each.signal, each.file, each.line) not in gone)
    if len(kept) == len(scope.findings):
        return scope
    left = {name: _left(scope, gone, name) for name in {each.signal for each in scope.findings}}
    families: dict[str, float] = {}
    shares: list[SignalShare] = []
    for family, points in scope.families.items():
        parts = {
            each.signal: _part(points, each, chosen) * left.get(each.signal, 1.0)
            for each in scope.shares
            if each.family == family
        }
        families[family] = min(points, round(_points(sum(parts.values()), family, chosen), 2))
        whole = sum(parts.values())
        for each in scope.shares:
            if each.family == family:
                found = sum(other.signal == each.signal for other in kept) if each.signal in left else each.found
                part = families[family] * parts[each.signal] / whole if whole else 0.0
                shares.append(each.model_copy(update={"points": round(part, 2), "found": found}))
    points = round(sum(families.values()), 2)
    band: Band = "not judged"
    reason = scope.reason
    if scope.band != "not judged":
        places_left = sum(1 for each in kept if each.family != "size" and each.points)
        band, reason = scoring.band_of(points, families, places_left, chosen)
        reason += f"; {len(scope.findings) - len(kept)} findings were dismissed"
    return scope.model_copy(
        update={"band": band, "reason": reason, "points": points, "families": families, "shares": tuple(shares), "findings": kept}
    )


def _left(scope: Scope, gone: frozenset[Place], signal: str) -> float:
    """The share of a signal's points that the findings that are kept have."""
    own = [each for each in scope.findings if each.signal == signal]
    before = [each.points for each in own]
    after = [each.points for each in own if (each.signal, each.file, each.line) not in gone]
    whole = sum(before)
    return sum(after) / whole if whole else len(after) / max(len(before), 1)


def _part(points: float, share: SignalShare, chosen: Weights) -> float:
    """What a signal added before its family saturated."""
    about = chosen.families.get(share.family)
    if about is None or not points or not about.share:
        return 0.0
    reached = min(points / (100 * about.share), 0.9999)
    return -math.log(1 - reached) / about.k * share.points / points


def _points(value: float, family: str, chosen: Weights) -> float:
    about = next((each for name, each in chosen.families.items() if name == family), None)
    return 0.0 if about is None else 100 * about.share * (1 - math.exp(-about.k * value))
