"""Rules 1 and 2: what is used, what must be in, and what happens where that doesn't fit."""

import pytest
from cases import assistant, drawn, must_be_in, passage, request, requests, user
from hypothesis import given
from hypothesis import strategies as st
from packer import BudgetError, pack
from reading import Result, must

from harness.testing import strict_equal

TALK = [user(7), assistant(5, pinned=True), user(11, pinned=False), assistant(3), user(2, pinned=True)]


def result_of(made):
    return Result(made, pack(made))


@pytest.mark.rule(1)
def test_used_counts_everything():
    """Where everything fits, `used` is the sum of the tokens of system, question, all messages and all passages."""
    made = request(500, TALK, [passage("a", 20), passage("b", 30)], system=17, question=13)
    must(
        strict_equal(result_of(made).used, 17 + 13 + 28 + 50),
        "rule 1: `used` is the sum of the tokens of all that is in",
    )


@pytest.mark.rule(1)
def test_used_without_history_and_passages():
    """With nothing else in, `used` is the tokens of system and question."""
    must(
        strict_equal(result_of(request(500, system=17, question=13)).used, 30),
        "rule 1: `used` is the sum of the tokens of all that is in",
    )


@pytest.mark.rule(1)
def test_used_leaves_out_what_is_dropped():
    """Tokens of what is not in don't count as used."""
    result = result_of(request(40, TALK, [passage("a", 90), passage("b", 4)], system=5, question=5))
    must(
        strict_equal(result.used, result.tokens),
        "rule 1: `used` counts what is in, and nothing that is not",
    )


@pytest.mark.rule(1)
def test_used_counts_what_was_left_over_for_passages():
    """Passages that got what history left count as used, like those before them."""
    made = request(100, [user(10)], [passage("a", 60, 3.0), passage("b", 25, 2.0)])
    result = result_of(made)
    must(strict_equal(result.used, result.tokens), "rule 1: `used` counts all passages that are in, whenever they went in")


@pytest.mark.rule(1)
@drawn
@given(requests())
def test_used_is_the_sum_of_what_is_in(made):
    """For drawn requests, `used` is the sum of the tokens of all that the messages show."""
    result = result_of(made)
    must(strict_equal(result.used, result.tokens), "rule 1: `used` is the sum of the tokens of all that is in")


@pytest.mark.rule(1)
@drawn
@given(requests())
def test_budget_is_never_exceeded(made):
    """For drawn requests, what the messages show never has more tokens than the budget."""
    result = result_of(made)
    must(result.tokens <= made["budget"], "rule 1: what is in never exceeds the budget")
    must(result.used <= made["budget"], "rule 1: `used` never exceeds the budget")


@pytest.mark.rule(1)
def test_budget_is_exceeded_by_no_round():
    """No round of filling starts from more than the one before has left over."""
    history = [user(10), assistant(10), user(10), assistant(15)]
    found = [passage(f"p{n}", 13, 1 - n / 10) for n in range(8)]
    for budget in range(20, 150, 7):
        result = result_of(request(budget, history, found, system=5, question=5))
        must(result.tokens <= budget, "rule 1: what is in never exceeds the budget")


@pytest.mark.rule(2)
def test_system_and_question_are_in_where_nothing_else_fits():
    """With a budget for just system and question, these two are in."""
    result = result_of(request(30, [user(9)], [passage("a", 9)], system=17, question=13))
    must(
        result.system and result.question and not result.history and not result.passages,
        "rule 2: system and question are always in",
    )


@pytest.mark.rule(2)
def test_pinned_messages_are_in_before_all_else():
    """Pinned messages are in, however old they are and whatever has a higher score or is newer."""
    history = [assistant(20, pinned=True), user(1), assistant(20, pinned=True), user(1), assistant(20)]
    result = result_of(request(45, history, [passage("best", 1, 99.0)], system=2, question=2))
    must({0, 2} <= result.history, "rule 2: every pinned message of the history is in")


@pytest.mark.rule(2)
def test_what_must_be_in_fits_to_the_token():
    """Where system, question and pinned messages use the budget to the last token, it is no error."""
    made = request(37, TALK, [passage("a", 9)], system=17, question=13)
    result = result_of(made)
    must(result.history == {1, 4} and not result.passages, "rule 2: what must be in may use the budget to the last token")


@pytest.mark.rule(2)
@pytest.mark.parametrize("part", ["system", "question", "pinned"])
def test_one_token_too_few(part):
    """One token too few for system, question and pinned messages together is a BudgetError, whichever of them it lacks for."""
    sizes = {"system": 3, "question": 5, "pinned": 7, part: 40}
    made = request(
        sum(sizes.values()), [user(1), assistant(sizes["pinned"], pinned=True)], (), sizes["system"], sizes["question"]
    )
    result_of(made)
    made["budget"] -= 1
    with pytest.raises(BudgetError):
        pack(made)


@pytest.mark.rule(2)
def test_pinned_messages_count_together():
    """BudgetError also where each pinned message alone would fit."""
    pinned = [user(20, pinned=True), assistant(20, pinned=True), user(20, pinned=True)]
    must(result_of(request(60, pinned)).history == {0, 1, 2}, "rule 2: every pinned message of the history is in")
    with pytest.raises(BudgetError):
        pack(request(50, pinned))


@pytest.mark.rule(2)
def test_no_budget_at_all():
    """A budget of 0 is enough for parts that cost nothing, and too little for all others."""
    result = result_of(request(0, [user(1)], [passage("a", 1)]))
    must(result.system and result.question and not result.history, "rule 2: a budget of 0 holds what costs nothing")
    with pytest.raises(BudgetError):
        pack(request(0, system=1))


@pytest.mark.rule(2)
def test_budget_error_is_a_value_error():
    """A caller that catches ValueError catches BudgetError too."""
    result_of(request(6, system=6))
    with pytest.raises(ValueError):
        pack(request(5, system=6))
    must(issubclass(BudgetError, ValueError), "the interface: BudgetError is a ValueError")


@pytest.mark.rule(2)
def test_other_messages_are_no_reason_for_an_error():
    """What needn't be in never makes a BudgetError, however large it is."""
    result = result_of(request(10, [user(900), assistant(900, pinned=False)], [passage("a", 900)], system=5, question=5))
    must(result.system and result.question, "rule 2: only what must be in can exceed the budget")


@pytest.mark.rule(2)
@drawn
@given(requests())
def test_drawn_requests_keep_what_must_be_in(made):
    """For drawn requests, system, question and every pinned message are in."""
    result = result_of(made)
    pinned = {index for index, message in enumerate(made["history"]) if message.get("pinned") is True}
    must(
        result.system and result.question and pinned <= result.history,
        "rule 2: system, question and every pinned message are always in",
    )


@pytest.mark.rule(2)
@drawn
@given(requests(), st.integers(1, 5))
def test_drawn_requests_that_do_not_fit(made, short):
    """For drawn requests, a budget below what must be in is a BudgetError, by however little."""
    made["budget"] = must_be_in(made)
    result_of(made)
    if made["budget"] >= short:
        made["budget"] -= short
        with pytest.raises(BudgetError):
            pack(made)
