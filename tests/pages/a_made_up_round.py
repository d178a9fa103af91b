"""Figures of a round, made up but as real ones look: any number of submissions, hostile words wherever there are words."""

import random

import evaluations

from harness import rubric as rubrics
from harness.evaluation import Locked
from harness.pages import roundfigures
from harness.pages.roundfigures import RoundFigures
from harness.roundrow import GroupRow, Row
from harness.rounds.blind import _FIRST, _SECOND
from harness.rounds.round import Amendment
from harness.rubric import Rubric

GROUPS = {"contract": (2, 5), "budget": (3, 4), "passages": (3, 6), "history": (3, 5), "validation": (2, 6), "scale": (1, 1)}


class Book:
    """As much of a round as the figures ask for once the rows are there."""

    def __init__(self, rubric: Rubric) -> None:
        self.rubric = rubric


def rows(count: int, rubric: Rubric, seed: int = 1) -> list[Row]:
    """Everyone passes "contract", hardly anyone "history"; the third has been forgotten, every tenth is not scored to the end."""
    draw = random.Random(seed)
    codes = [f"{first}-{second}" for first in _FIRST for second in _SECOND]
    draw.shuffle(codes)
    return [_row(codes[number], number, rubric, draw) for number in range(count)]


def _row(code: str, number: int, rubric: Rubric, draw: random.Random) -> Row:
    skill, covered = draw.random(), number % 10 == 6
    given, levels = {}, {}
    for criterion in rubric.criteria:
        pair = tuple(sorted(max(1, min(4, round(1 + 3 * skill + draw.gauss(0, 0.6)))) for _ in range(2)))
        if criterion.measured:
            levels[criterion.id] = float(pair[0])
        elif covered:
            levels[criterion.id] = None
        else:
            given[criterion.id], levels[criterion.id] = pair, sum(pair) / 2
    groups = {}
    for name, (weight, tests) in GROUPS.items():
        chance = {"contract": 1.0, "history": 0.15}.get(name, skill * 0.9 + 0.2)
        failed = tuple(f"test_{name}_{each}" for each in range(tests) if draw.random() > chance)
        groups[name] = GroupRow(weight=weight, score=1 - len(failed) / tests, tests=tests, failed=failed)
    low, high = (rubrics.percent(rubric, {name: level or open_ for name, level in levels.items()}) for open_ in (1.0, 4.0))
    must = not rubrics.below_must(rubric, {name: level for name, level in levels.items() if level is not None})
    outcome = "not reached" if not must or high < rubric.pass_mark else "reached" if low >= rubric.pass_mark else "open"
    weight = sum(group.weight for group in groups.values())
    return Row(
        code=code,
        outcome=outcome,
        total=None if covered else low,
        low=low,
        high=high,
        musts="met" if must else "not met",
        levels=levels,
        given=given,
        handed_in=1 if covered else 2,
        wanted=2,
        covered=covered,
        missing=int(covered),
        red_flags=("models-only",) if number % 5 == 1 else (),
        same_level=None if covered else sum(a == b for a, b in given.values()) / len(given),
        apart=int(any(b - a > 1 for a, b in given.values())),
        tests_total=round(100 * sum(group.weight * (group.score or 0) for group in groups.values()) / weight, 2),
        groups=groups,
        duration_s=round(draw.expovariate(0.3) + 0.5, 3),
        band=("right-sized", "look", "over-built")[number % 3],
        scope_points=round(60 * draw.random(), 1),
        too_little=int(number % 6 == 3),
        forgotten=number == 2,
    )


def make(count: int, hostile: bool = False) -> RoundFigures:
    """The whole, as `roundfigures.figures` would make it."""
    rubric = rubrics.bundled("take-home", "ml-ops")
    book, those = Book(rubric), rows(count, rubric)
    names = {each.code: each.code for each in those}
    reason, title = "a test asked for more than the brief", "support assistant, take-home"
    if hostile:
        attacks = [*evaluations.ATTACKS, "W" * 5000]
        names = {code: attacks[number % len(attacks)] for number, code in enumerate(names)}
        those = [_hostile(each, attacks[number % len(attacks)]) for number, each in enumerate(those)]
        reason, title = evaluations.SCRIPT, attacks[1]
    lock = Locked(round=title, rubric=rubric.title, rubric_sha256="ab" * 32, locked_at="2026-11-20T09:00:00+00:00",
                  submissions_before=0)  # fmt: skip
    amendment = Amendment(seq=9, at="2026-11-21T09:00:00+00:00", by="dana", what=("challenge",), reason=reason,
                          submissions_before=2)  # fmt: skip
    return RoundFigures(
        round=title,
        stage=rubric.stage,
        profile=rubric.profile,
        challenge=evaluations.SCRIPT if hostile else "batching-gateway",
        as_of="2026-11-24T21:04:11+00:00",
        entries=88,
        lock=lock,
        amendments=(amendment,) if count > 3 else (),
        closed_at=None,
        pass_mark=rubric.pass_mark,
        graders_per_submission=2,
        appeals=1,
        submissions=tuple(those),
        names=names,
        invited=1,
        graded=count,
        outcomes={name: sum(each.outcome == name for each in those) for name in ("reached", "open", "not reached")},
        scorecards=(sum(each.handed_in for each in those), 2 * count),
        covered=sum(each.covered for each in those),
        totals=roundfigures._spread([each.total for each in those]),
        tests_totals=roundfigures._spread([each.tests_total for each in those]),
        durations_s=roundfigures._spread([each.duration_s for each in those]),
        criteria=roundfigures._criteria(book, tuple(those)),
        groups=roundfigures._groups(those),
        hardest_tests=roundfigures._tests(those),
        agreement=roundfigures._agreement(book, tuple(those)),
    )


def _hostile(row: Row, attack: str) -> Row:
    groups = {f"{name} {attack}" if name == "budget" else name: group for name, group in row.groups.items()}
    groups["history"] = row.groups["history"].model_copy(update={"failed": (attack, f"test_{attack}")})
    return row.model_copy(update={"groups": groups, "red_flags": (attack,)})
