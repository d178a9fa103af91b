"""A scope as pages show it: a bar for the submission and each of the challenge's own solutions, and findings by signal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from harness.evaluation import Family, Scope, ScopeFinding
from harness.heuristics import catalogue
from harness.text import one_line

WIDE = 1000  # of a bar, for 100 points
MAX_PLACES = 40  # of one signal
WORDS: dict[str, str] = {
    "size": "size",
    "speculation": "built for a day that may not come",
    "indirection": "detours",
    "scope": "beyond what was asked",
    "baggage": "baggage",
    "too little": "too little",
}


@dataclass(frozen=True)
class Segment:
    """A family's part of a bar, in thousandths of 100 points."""

    family: str
    start: float
    width: float
    points: float


@dataclass(frozen=True)
class Bar:
    """Where one solution stands. own: the submission itself."""

    name: str
    kind: str
    band: str
    points: float
    segments: tuple[Segment, ...]
    own: bool = False


@dataclass(frozen=True)
class SignalView:
    """A signal with what it found. about: the parts of its docstring. left_out: places that are only counted."""

    anchor: str
    name: str
    title: str
    family: str
    points: float
    figure: str
    about: Mapping[str, str]
    places: list[ScopeFinding] = field(default_factory=list)
    left_out: int = 0


@dataclass(frozen=True)
class ScopeView:
    """All that a page shows of a scope."""

    bars: tuple[Bar, ...]
    marks: tuple[tuple[str, float], ...]
    families: tuple[tuple[str, str, float], ...]
    signals: tuple[SignalView, ...]
    too_little: tuple[ScopeFinding, ...]


def view(scope: Scope, name: str) -> ScopeView | None:
    """None where nothing was measured and nothing found."""
    if not (scope.shares or scope.findings or scope.too_little or scope.band != "not judged"):
        return None
    own = Bar(one_line(name, 60), "this submission", scope.band, scope.points, _segments(scope.families), own=True)
    others = [
        Bar(one_line(each.name, 60), each.kind, each.band, each.points, _segments(each.families))
        for each in sorted(scope.standings, key=lambda each: (each.points, each.name))
    ]
    marks = [(one_line(word, 40), round(WIDE * points / 100, 1)) for word, points in scope.cutoffs.items()]
    return ScopeView(
        bars=(own, *others),
        marks=tuple(marks),
        families=tuple((family, WORDS.get(family, family), points) for family, points in scope.families.items()),
        signals=tuple(_signals(scope)),
        too_little=scope.too_little[:MAX_PLACES],
    )


def _segments(families: Mapping[str, float]) -> tuple[Segment, ...]:
    found, start = [], 0.0
    for family, points in families.items():
        if points > 0:
            found.append(Segment(family, round(start, 1), round(WIDE * points / 100, 1), points))
            start += WIDE * points / 100
    return tuple(found)


def _signals(scope: Scope) -> Iterable[SignalView]:
    """Those that found something, most points first."""
    places: dict[str, list[ScopeFinding]] = defaultdict(list)
    families: dict[str, Family] = {}
    for each in scope.findings:
        places[each.signal].append(each)
        families[each.signal] = each.family
    shares = {share.signal: share for share in scope.shares}
    points = {
        name: shares[name].points if name in shares else sum(each.points for each in found) for name, found in places.items()
    }
    for number, name in enumerate(sorted(places, key=lambda name: (-points[name], name)), 1):
        about = catalogue.signals().get(name)
        found: Sequence[ScopeFinding] = places[name]
        yield SignalView(
            anchor=f"s{number}",
            name=one_line(name, 80),
            title=about.title if about else one_line(name, 80),
            family=families[name],
            points=points[name],
            figure=shares[name].figure if name in shares else "",
            about={part: text[:1].upper() + text[1:] for part, text in about.parts.items()} if about else {},
            places=list(found[:MAX_PLACES]),
            left_out=max(0, len(found) - MAX_PLACES),
        )
