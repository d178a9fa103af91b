"""Merging: how each figure came about, what is missing, and whether that can still change the outcome."""

import itertools
import random

import evaluations
import pytest

from harness import rubric as rubrics
from harness.evaluation import Locked
from harness.merge import merge, of_result
from harness.merged import Held, to_json
from harness.rounds.folder import Adjudication
from harness.rounds.scorecard import Flagged, Mark, Scorecard

RUBRIC = rubrics.bundled("coding", "product-implementer")  # 40 measured, 20 fits-the-size, 20 readable, 20 decisions (must 2)
LOCK = Locked(round="spring", rubric=RUBRIC.title, rubric_sha256=rubrics.sha256(RUBRIC))
JUDGED = [each.id for each in RUBRIC.criteria if each.measured is None]
MEASURED = next(each.id for each in RUBRIC.criteria if each.measured)


def card(grader, levels, **more):
    marks = {name: Mark(level=level, reason=f"{grader} saw {name}") for name, level in levels.items()}
    at = "2026-11-24T10:00:00+00:00"
    return Scorecard(submission="amber-heron", grader=grader, criteria=marks, handed_in_at=at, **more)


def all_at(level):
    return dict.fromkeys(JUDGED, level)


def merged(*cards, wanted=2, **more):
    held = Held(code="amber-heron", lock=LOCK, wanted=wanted, cards=cards, **more)
    return merge(RUBRIC, evaluations.good(), held)


def of(made, name):
    return next(each for each in made.criteria if each.id == name)


def test_measured_level_comes_from_the_tests():
    level = of(merged(), MEASURED)
    assert (level.level, level.source, level.final) == (4, "measured", True)
    assert level.how.startswith("100.0 % of the tests in")


def test_levels_are_medians_and_say_so():
    made = merged(card("ada", all_at(2)), card("ben", all_at(3)))
    level = of(made, "decisions")
    assert (level.level, level.source) == (2.5, "median")
    assert level.how == "median of 2, 3: half-way between two levels"
    assert [number for number, _ in level.anchors] == [2, 3]
    assert made.total == rubrics.percent(RUBRIC, {MEASURED: 4} | all_at(2.5))
    assert sum(each.points for each in made.criteria) == pytest.approx(made.total, abs=0.05)


def test_adjudicated_level_stands_above():
    settled = Adjudication(level=1, reason="read together", by="cleo", at="2026-11-25T10:00:00+00:00")
    made = merged(card("ada", all_at(2)), card("ben", all_at(4)), adjudications={"decisions": settled})
    assert of(made, "decisions").how == "adjudicated by cleo"
    assert of(made, "decisions").level == 1
    assert [each.kind for each in made.missing] == ["settle"] * (len(JUDGED) - 1)
    assert made.outcome == "not reached"  # the must, whatever becomes of the others
    assert made.why.startswith("below the least level in Decisions")


def test_override_counts_beside_those_who_left_the_level():
    made = merged(card("ada", all_at(3) | {MEASURED: 3}), card("ben", all_at(3)))
    level = of(made, MEASURED)
    assert (level.level, level.source) == (3.5, "overridden")
    assert [each.kind for each in level.opinions] == ["override", "left"]
    assert "the tests say 4" in level.how
    assert level.opinions[0].reason == f"ada saw {MEASURED}"


def test_missing_levels_bound_the_total():
    made = merged(wanted=2)
    assert made.total is None
    assert (made.low, made.high) == (40, 100)
    assert (made.outcome, made.complete) == ("open", False)
    assert [each.kind for each in made.missing] == ["grader", *["level"] * 3]
    assert [must.state for must in made.musts] == ["met", "not yet known"]


def test_outcome_can_be_known_before_all_is_in():
    failing = evaluations.cheating()
    made = merge(RUBRIC, failing, Held(code="x", lock=LOCK, wanted=1))
    assert of(made, MEASURED).level == 1
    assert made.outcome == "not reached"
    assert not made.complete


def test_covered_while_somebody_still_has_to_score():
    made = merged(card("ada", all_at(2), note="secret", red_flags=(Flagged(id="over-built", evidence="a.py:1"),)), covered=True)
    assert made.handed_in == 1
    assert "ada saw" not in to_json(made)
    assert "secret" not in to_json(made)
    assert of(made, MEASURED).level == 4


def test_a_measured_must_that_is_missed_can_still_be_overridden_and_says_so():
    criteria = tuple(each.model_copy(update={"must": 4}) if each.id == MEASURED else each for each in RUBRIC.criteria)
    strict = RUBRIC.model_copy(update={"criteria": criteria})
    failing = evaluations.wrong()
    none_yet = merge(strict, failing, Held(code="x", lock=LOCK, wanted=1))
    assert none_yet.outcome == "not reached" and none_yet.why.endswith("unless people override what the tests say")
    scored = merge(strict, failing, Held(code="x", lock=LOCK, wanted=1, cards=(card("ada", all_at(4)),)))
    assert scored.outcome == "not reached" and scored.why.endswith("whatever else comes")


def test_stale_scorecards_stand_on_record_and_count_for_nothing():
    made = merged(card("ada", all_at(2)), card("ben", all_at(3)), stale=("ada",))
    assert made.missing[0].words == "To be scored again after an amendment: ada."
    level = of(made, "decisions")
    assert (level.level, level.source, level.final) == (3, "one grader", False)
    assert [each.counts for each in level.opinions] == [False, True]


def test_open_appeal_opens_its_criterion_only():
    made = merged(card("ada", all_at(3)), card("ben", all_at(3)), appeals=((1, "decisions"),))
    assert [each.id for each in made.criteria if not each.final] == ["decisions"]
    assert made.outcome == "open"


def test_internal_errors_and_no_result_leave_the_level_open():
    broken = merge(RUBRIC, evaluations.internal_error(), Held(code="x", lock=LOCK))
    assert of(broken, MEASURED).level is None
    assert "tests" in [each.kind for each in broken.missing]
    ungraded = merge(RUBRIC, None, Held(code="x", lock=LOCK))
    assert ungraded.missing[0].kind == "result"
    assert of(ungraded, MEASURED).how == "not graded yet"


def test_outside_a_round():
    made = of_result(RUBRIC, evaluations.good())
    assert (made.lock.round, made.wanted, made.handed_in) == (None, 1, 0)
    assert of_result(RUBRIC, evaluations.good(), [card("ada", all_at(3))]).complete


def test_equal_inputs_give_equal_bytes_in_any_order():
    cards = [card("ada", all_at(2)), card("ben", all_at(3)), card("cleo", all_at(4))]
    assert len({to_json(merged(*order, wanted=3)) for order in itertools.permutations(cards)}) == 1


def test_bounds_hold_whatever_comes():
    """With any levels in what is not final, the total lies between the bounds, and an outcome that was known stays."""
    draw = random.Random(7)
    for _ in range(300):
        first = card("ada", {name: draw.randint(1, 4) for name in JUDGED})
        before = merged(first)
        after = merged(first, card("ben", {name: draw.randint(1, 4) for name in JUDGED}))
        for each in after.missing:  # what is two apart is settled by anything
            settled = Adjudication(level=draw.choice([1, 2, 3, 4]), reason="r", by="cleo", at="2026")
            after = merged(*_cards(after, first), adjudications={each.criterion: settled} | _settled(after))
        assert before.low <= after.total <= before.high
        assert before.outcome in ("open", after.outcome)


def _cards(made, first):
    levels = {each.id: next(o.level for o in each.opinions if o.grader == "ben") for each in made.criteria if each.id in JUDGED}
    return first, card("ben", levels)


def _settled(made):
    return {each.id: each.adjudicated for each in made.criteria if each.adjudicated}
