"""A reading on a challenge's scale, by the weights: the `Scope` of an evaluation. Pure: the same in, the same out."""

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from harness.evaluation import Band, Family, Scope, ScopeFinding, SignalShare, Standing
from harness.heuristics import catalogue, reading, weights
from harness.heuristics.reading import Found, Reading
from harness.heuristics.scale import Scale
from harness.heuristics.weights import Weights
from harness.text import one_line

PYTHON = 0.5  # the least share of the code that has to be read deeply
MOST_FINDINGS = 1000
Place = tuple[str, str, int]


@dataclass(frozen=True)
class Part:
    """What one signal adds before its family saturates. found: its findings that count."""

    signal: str
    family: Family
    value: float
    found: tuple[Found, ...] = ()
    figure: str = ""


def judge(
    read: Reading,
    scale: Scale,
    chosen: Weights | None = None,
    *,
    dismissed: Iterable[Place] = (),
    why_not: str = "",
    standings: bool = True,
) -> Scope:
    """The band of a reading, with each signal's share.

    dismissed: (signal, file, line) of findings that a grader answered with "not here"; they no longer count. why_not: a reason
    from elsewhere for judging no band, such as that the submission didn't run.
    """
    chosen = chosen or weights.load()
    found = list(parts(read, scale, chosen, frozenset(dismissed)))
    families = families_of(found, chosen)
    points = round(sum(families.values()), 2)
    reason = _why_not(read, scale, chosen) or why_not
    band, because = ("not judged", reason) if reason else band_of(points, families, places_of(found), chosen)
    shares = _shares(found, families)
    by_signal = {share.signal: share.points for share in shares}
    return Scope(
        band=band,
        points=points,
        families=families,
        shares=tuple(shares),
        findings=tuple(_shown(found, by_signal, read))[:MOST_FINDINGS],
        too_little=tuple(_too_little(read)),
        standings=tuple(_standings(scale, chosen)) if standings else (),
        cutoffs={"look": chosen.bands.look, "over-built": chosen.bands.over_built},
        left_out=read.notes,
        reason=because,
        signals_sha256=reading.sha256(),
        scale_sha256=scale.sha256,
    )


# ---------------------------------------------------------------- parts


def parts(read: Reading, scale: Scale, chosen: Weights, dismissed: frozenset[Place] = frozenset()) -> Iterable[Part]:
    """What each signal adds, before families saturate."""
    by_signal: dict[str, list[Found]] = defaultdict(list)
    for found in read.findings:
        if (found.signal, found.file, found.line) not in dismissed:
            by_signal[found.signal].append(found)
    for name, about in catalogue.signals().items():
        weight = chosen.signals.get(name)
        if about.family == "too little" or weight is None:
            continue
        if about.figure:
            yield _figure(name, about.family, about.figure, read, scale, chosen)
        else:
            places = by_signal.get(name, [])
            raw = sum(found.weight for found in places)
            # Past the cap each further one still counts a little: more is never the same as less.
            counted = raw if raw <= weight.cap else weight.cap * (1 + 0.1 * math.log(raw / weight.cap))
            yield Part(name, about.family, weight.counts * counted, tuple(places))


def _figure(name: str, family: Family, figure: str, read: Reading, scale: Scale, chosen: Weights) -> Part:
    weight = chosen.signals[name]
    value = read.figures.get(figure, 0.0)
    if figure not in scale.spread:
        return Part(name, family, 0.0)
    least, middle, most = scale.spread[figure]
    usual = max(middle * 2**weight.free, most, weight.least)
    over = min(weight.cap, math.log2(value / usual)) if value > usual > 0 else 0.0
    said = f"{value:,.4g} against {least:,.4g} to {most:,.4g} in {len(scale.accepted)} accepted solutions".replace(".0 ", " ")
    return Part(name, family, weight.counts * over, (), said)


def families_of(parts: Iterable[Part], chosen: Weights) -> dict[str, float]:
    """Points by family."""
    sums: dict[str, float] = defaultdict(float)
    for part in parts:
        sums[part.family] += part.value
    return {name: round(100 * about.share * (1 - math.exp(-about.k * sums[name])), 2) for name, about in chosen.families.items()}


def _shares(parts: Sequence[Part], families: Mapping[str, float]) -> list[SignalShare]:
    """Each signal's part of its family's points; those that add nothing but were measured are told with their figure."""
    sums: dict[str, float] = defaultdict(float)
    for part in parts:
        sums[part.family] += part.value
    shares = [
        SignalShare(
            signal=part.signal,
            family=part.family,
            found=len(part.found),
            points=round(families.get(part.family, 0) * part.value / sums[part.family], 2) if sums[part.family] else 0.0,
            figure=part.figure,
        )
        for part in parts
        if part.value or part.found or part.figure
    ]
    order = list(families)
    return sorted(shares, key=lambda share: (order.index(share.family), -share.points, share.signal))


def _shown(parts: Sequence[Part], by_signal: Mapping[str, float], read: Reading) -> Iterable[ScopeFinding]:
    for part in parts:
        whole = sum(found.weight for found in part.found)
        for found in part.found:
            points = by_signal.get(part.signal, 0) * found.weight / whole if whole else 0.0
            yield _finding(found, part.family, round(points, 2))
        if part.value and part.figure:
            about = catalogue.signals()[part.signal]
            first = max(read.functions, key=lambda each: each[4], default=("", "", 1, 1, 0))
            yield ScopeFinding(
                signal=part.signal,
                family=part.family,
                file=one_line(first[0], 1000),
                line=first[2],
                message=f"{about.title}: {part.figure}",
                points=by_signal.get(part.signal, 0),
            )


def _finding(found: Found, family: Family, points: float) -> ScopeFinding:
    return ScopeFinding(
        signal=found.signal,
        family=family,
        file=one_line(found.file, 1000),
        line=found.line,
        message=one_line(found.message, 500),
        points=points,
    )


def _too_little(read: Reading) -> Iterable[ScopeFinding]:
    known = catalogue.signals()
    for found in read.findings:
        if found.signal in known and known[found.signal].family == "too little":
            yield _finding(found, "too little", 0.0)


# ---------------------------------------------------------------- the band


def _why_not(read: Reading, scale: Scale, chosen: Weights) -> str:
    if read.failed:
        return f"the submission could not be read: {read.failed}"
    whole = sum(read.languages.values())
    if not whole:
        return "there is no code in it that can be read"
    if read.languages.get("Python", 0) < PYTHON * whole:
        names = ", ".join(sorted(name for name in read.languages if name != "Python"))
        return f"{names} is only read for size, files, packages and repeated blocks; see the findings"
    if len(scale.accepted) < chosen.scale.solutions:
        return (
            f"the challenge has {len(scale.accepted)} accepted solutions, and a scale needs {chosen.scale.solutions}: "
            "its reference and right-sized samples"
        )
    if not read.entries_known:
        return "none of the modules that the brief asks for is in it"
    return ""


def places_of(parts: Iterable[Part]) -> int:
    """Findings outside of size."""
    return sum(len(part.found) for part in parts if part.value and part.family != "size")


def band_of(points: float, families: Mapping[str, float], places: int, chosen: Weights) -> tuple[Band, str]:
    """The band and why. places: findings outside of size."""
    bands = chosen.bands
    if points < bands.look:
        return "right-sized", f"{points:g} points, below {bands.look:g}"
    strong = [name for name, value in families.items() if value >= bands.family_points]
    lacking = []
    if points < bands.over_built:
        lacking.append(f"{bands.over_built:g} points")
    if len(strong) < bands.families or not set(strong) & set(bands.decisive):
        lacking.append(f"{bands.families} families, one of them {' or '.join(bands.decisive)}")
    if places < bands.places:
        lacking.append(f"{bands.places} places")
    if lacking:
        return "look", f"{points:g} points, from {bands.look:g} on; over-built would need {', and '.join(lacking)}"
    told = f"in {places} places and {len(strong)} families: {', '.join(strong)}"
    return "over-built", f"{points:g} points, from {bands.over_built:g} on, {told}"


def _standings(scale: Scale, chosen: Weights) -> Iterable[Standing]:
    """Each of the challenge's own solutions, measured against the others."""
    for each in scale.solutions:
        scope = judge(each.reading, scale.without(each.sha256), chosen, standings=False)
        yield Standing(name=each.name, kind=each.kind, points=scope.points, band=scope.band, families=scope.families)
