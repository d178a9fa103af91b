"""Rules 3, 4 and 6: how much room passages get, which of them get it, and who gets what is left over."""

import random

import pytest
from cases import assistant, drawn, passage, passages, request, requests, user
from hypothesis import given
from hypothesis import strategies as st
from model import expected, expected_passages
from packer import pack
from reading import Result, must


def ids_in(made):
    return Result(made, pack(made)).passages


def contest(budget, tokens, pinned=0, system=0, question=0):
    """Whether a passage is in, against one turn that fits only where the passage is not in: so rule 3 alone decides."""
    remaining = budget - pinned - system - question
    history = [user(pinned, pinned=True)] if pinned else []
    made = request(budget, [*history, user(remaining - tokens + 1)], [passage("p", tokens)], system, question)
    return bool(ids_in(made))


@pytest.mark.rule(3)
def test_share_without_pinned_messages():
    """Passages get at first 60 % of the budget where nothing else must be in, and not a token more."""
    must(contest(100, 60) and not contest(100, 61), "rule 3: passages may take at first 60 % of what remains")


@pytest.mark.rule(3)
def test_share_is_of_what_system_and_question_leave():
    """System and question come off the budget before the share is taken."""
    must(
        contest(200, 60, system=70, question=30) and not contest(200, 61, system=70, question=30),
        "rule 3: the share is of what system and question leave of the budget",
    )


@pytest.mark.rule(3)
def test_share_with_pinned_messages():
    """Pinned messages come off the budget before the share is taken."""
    must(
        contest(150, 60, pinned=50) and not contest(150, 61, pinned=50),
        "rule 3: the share is of what pinned messages leave of the budget",
    )


@pytest.mark.rule(3)
@pytest.mark.parametrize("remaining", [96, 97, 98, 99])
def test_share_is_rounded_down(remaining):
    """A share that is no whole number of tokens is rounded down."""
    share = remaining * 3 // 5
    must(
        contest(remaining, share) and not contest(remaining, share + 1),
        "rule 3: the share is rounded down to whole tokens",
    )


@pytest.mark.rule(3)
@drawn
@given(st.integers(2, 4000), st.integers(-2, 3), st.integers(0, 300), st.integers(0, 50))
def test_drawn_shares(remaining, off, pinned, system):
    """For drawn budgets, with and without pinned messages, a passage is in where its tokens are within the share."""
    tokens = min(max(1, remaining * 3 // 5 + off), remaining)
    must(
        contest(remaining + pinned + system, tokens, pinned, system) == (tokens <= remaining * 3 // 5),
        "rule 3: passages may take at first floor(0.6 * remaining)",
    )


@pytest.mark.rule(3)
def test_all_passages_share_one_share():
    """The share is for all passages together; what one has taken the next can't have."""
    made = request(100, [user(40)], [passage("a", 30, 3.0), passage("b", 30, 2.0), passage("c", 10, 1.0)])
    must("c" not in ids_in(made), "rule 3: the share is for all passages together")
    made = request(100, [user(40)], [passage("a", 30, 3.0), passage("b", 30, 2.0)])
    must(ids_in(made) == {"a", "b"}, "rule 3: all of the share can be used")


def one_of(*found):
    """The ids that are in where the share holds 60 tokens and the rest goes to history."""
    return ids_in(request(100, [user(40)], found))


@pytest.mark.rule(4)
def test_highest_score_first():
    """The passage with the highest score gets the room, whatever the order of the request."""
    found = [passage("a", 50, 0.2), passage("b", 50, 0.9), passage("c", 50, 0.4)]
    must(
        one_of(*found) == one_of(*reversed(found)) == {"b"},
        "rule 4: passages are tried from the highest score down",
    )


@pytest.mark.rule(4)
def test_scores_below_zero_and_whole_ones():
    """Scores are compared as numbers, whole or not, above or below zero."""
    must(one_of(passage("a", 50, -2), passage("b", 50, -0.5)) == {"b"}, "rule 4: scores are compared as numbers")
    must(one_of(passage("a", 50, 9.5), passage("b", 50, 10)) == {"b"}, "rule 4: scores are compared as numbers")
    must(one_of(passage("a", 50, 2), passage("b", 50, 2.25)) == {"b"}, "rule 4: scores are compared as numbers")


@pytest.mark.rule(4)
def test_ties_by_id():
    """Of two passages with one score, the one whose id comes first gets the room."""
    found = [passage("n", 50, 0.5), passage("k", 50, 0.5), passage("m", 50, 0.5)]
    must(
        one_of(*found) == one_of(*reversed(found)) == {"k"},
        "rule 4: ties go by id ascending",
    )
    must(one_of(passage("b", 50, 1), passage("a", 50, 1.0)) == {"a"}, "rule 4: ties go by id ascending")
    must(one_of(passage("p2", 50, 0.5), passage("p10", 50, 0.5)) == {"p10"}, "rule 4: ids are compared as text")


@pytest.mark.rule(4)
def test_one_that_does_not_fit_is_skipped():
    """After a passage that doesn't fit, the next ones are still tried."""
    must(
        one_of(passage("a", 61, 9.0), passage("b", 40, 8.0), passage("c", 21, 7.0), passage("d", 20, 6.0)) == {"b", "d"},
        "rule 4: a passage that doesn't fit is skipped, and the next is tried",
    )


@pytest.mark.rule(4)
def test_smaller_ones_do_not_come_first():
    """A passage with a higher score is in, also where leaving it out would let more passages in."""
    must(
        one_of(passage("a", 60, 9.0), passage("b", 30, 8.0), passage("c", 30, 7.0)) == {"a"},
        "rule 4: the score alone decides which passage is tried first",
    )


@pytest.mark.rule(4)
def test_two_of_one_source():
    """A third passage of one source is not in, and one of another source is tried instead."""
    found = [passage("a", 20, 9.0, "wiki"), passage("b", 20, 8.0, "wiki"), passage("c", 20, 7.0, "wiki"), passage("d", 20, 6.0)]
    must(one_of(*found) == {"a", "b", "d"}, "rule 4: at most 2 passages of one source are in")


@pytest.mark.rule(4)
def test_only_passages_that_are_in_count_for_their_source():
    """A passage that was skipped as too large doesn't use up a place of its source."""
    found = [
        passage("a", 99, 9.0, "wiki"),
        passage("b", 98, 8.0, "wiki"),
        passage("c", 30, 7.0, "wiki"),
        passage("d", 30, 6.0, "wiki"),
    ]
    must(one_of(*found) == {"c", "d"}, "rule 4: only passages that are in count for the limit of 2 a source")


@pytest.mark.rule(4)
def test_passages_that_cost_nothing():
    """A passage of 0 tokens fits where nothing is left."""
    must(
        one_of(passage("a", 60, 9.0), passage("b", 0, 8.0), passage("c", 1, 7.0)) == {"a", "b"},
        "rule 4: a passage fits where its tokens are no more than what is left",
    )


@pytest.mark.rule(4, 6)
@drawn
@given(requests(), st.integers(0, 2**32))
def test_order_of_retrieval_does_not_matter(made, seed):
    """For drawn requests, the passages that are in don't hang on the order in which the request lists them."""
    first = ids_in(made)
    random.Random(seed).shuffle(made["passages"])
    must(ids_in(made) == first, "rule 4: score and id decide, not the order of the request")


@pytest.mark.rule(4, 6)
@drawn
@given(requests())
def test_drawn_sources(made):
    """For drawn requests, there are never more than 2 passages of one source in."""
    chosen = ids_in(made)
    sources = [each["source"] for each in made["passages"] if each["id"] in chosen]
    must(
        all(sources.count(source) <= 2 for source in sources),
        "rule 4: at most 2 passages of one source are in",
    )


@pytest.mark.rule(4)
@drawn
@given(passages(), st.integers(0, 40))
def test_drawn_choices_of_the_first_round(found, fifth):
    """For drawn passages, where history takes the rest, those are in that the first round takes."""
    remaining = 5 * fifth
    made = request(remaining, [user(0)], found)
    first = _first_round(made, 3 * fifth)
    made["history"][0]["tokens"] = remaining - sum(each["tokens"] for each in found if each["id"] in first)
    free = [each["id"] for each in found if each["tokens"] == 0]
    must(
        ids_in(made) - set(free) == first - set(free),
        "rule 4: passages are tried by score, then id; one that doesn't fit is skipped; at most 2 of one source are in",
    )


def _first_round(made, share):
    chosen, sources = set(), []
    for _, id, tokens, source in sorted((-p["score"], p["id"], p["tokens"], p["source"]) for p in made["passages"]):
        if tokens <= share and sources.count(source) < 2:
            share -= tokens
            chosen.add(id)
            sources.append(source)
    return chosen


@pytest.mark.rule(6)
def test_all_of_the_budget_without_history():
    """Where there is no history, passages get what it would have had."""
    made = request(100, (), [passage("a", 60, 3.0), passage("b", 40, 2.0), passage("c", 1, 1.0)])
    must(ids_in(made) == {"a", "b"}, "rule 6: what history leaves goes to passages")


@pytest.mark.rule(6)
def test_what_history_leaves():
    """Where history needs less than its part, the next passages get it."""
    made = request(100, [user(10), assistant(5)], [passage("a", 50, 3.0), passage("b", 35, 2.0), passage("c", 36, 1.0)])
    must(ids_in(made) == {"a", "b"}, "rule 6: what history leaves goes to passages")


@pytest.mark.rule(6)
def test_passage_larger_than_the_share():
    """A passage that was too large for the share goes in at the end, where there is room."""
    made = request(100, [user(10)], [passage("large", 80, 3.0), passage("small", 10, 1.0)])
    must(ids_in(made) == {"large", "small"}, "rule 6: a passage that didn't fit in the share gets a second chance")


@pytest.mark.rule(6)
def test_second_round_skips_what_does_not_fit():
    """In the second round, too, one that doesn't fit is skipped and the next is tried."""
    made = request(100, [user(30)], [passage("a", 60, 9.0), passage("b", 11, 8.0), passage("c", 12, 7.0), passage("d", 10, 6.0)])
    must(ids_in(made) == {"a", "d"}, "rule 6: in the second round one that doesn't fit is skipped, too")


@pytest.mark.rule(6)
def test_second_round_goes_by_score():
    """In the second round, too, the highest score comes first, ties by id."""
    found = [passage("low", 30, 0.1), passage("z", 30, 0.5), passage("b", 30, 0.5), passage("top", 60, 0.9)]
    must(ids_in(request(100, [user(5)], found)) == {"top", "b"}, "rule 6: the second round has the order of rule 4")


@pytest.mark.rule(6)
def test_source_limit_holds_over_both_rounds():
    """The limit of 2 a source counts the passages of both rounds together."""
    found = [
        passage("a", 30, 9.0, "wiki"),
        passage("b", 30, 8.0, "wiki"),
        passage("c", 10, 7.0, "wiki"),
        passage("d", 10, 6.0, "mail"),
    ]
    must(ids_in(request(100, (), found)) == {"a", "b", "d"}, "rule 6: the limit of 2 a source holds in the second round, too")
    found = [passage("a", 55, 9.0, "wiki"), passage("b", 30, 8.0, "wiki"), passage("c", 10, 7.0, "wiki")]
    must(ids_in(request(100, (), found)) == {"a", "b"}, "rule 6: the limit of 2 a source counts both rounds together")


@pytest.mark.rule(6)
def test_second_round_leaves_budget_for_none():
    """What both rounds and history use together fits the budget to the last token."""
    made = request(100, [user(17)], [passage("a", 58, 3.0), passage("b", 25, 2.0), passage("c", 3, 1.0)])
    must(ids_in(made) == {"a", "b"}, "rule 6: the second round may use all that is left, and no more")


@pytest.mark.rule(4, 6)
@drawn
@given(requests())
def test_nothing_that_fits_is_left_out(made):
    """For drawn requests, no passage stays out that still fits and whose source has a place."""
    result = Result(made, pack(made))
    sources = [each["source"] for each in made["passages"] if each["id"] in result.passages]
    left = made["budget"] - result.tokens
    out = [each for each in made["passages"] if each["id"] not in result.passages]
    must(
        all(each["tokens"] > left or sources.count(each["source"]) == 2 for each in out),
        "rules 4 and 6: no passage stays out that fits in what is left and whose source has fewer than 2 in",
    )


@pytest.mark.rule(3, 4, 6)
@drawn
@given(passages(), st.integers(0, 150))
def test_drawn_choices_without_history(found, budget):
    """For drawn passages and no history, just those are in that both rounds choose."""
    made = request(budget, (), found)
    must(ids_in(made) == expected(made)[0], "rules 3, 4 and 6: both rounds together choose these passages and no others")


@pytest.mark.rule(3, 4, 6)
@drawn
@given(requests())
def test_drawn_choices_as_a_whole(made):
    """For drawn requests with history and pinned messages, just those passages are in that rules 3, 4 and 6 choose."""
    result = Result(made, pack(made))
    must(
        result.passages == expected_passages(made, result.history),
        "rules 3, 4 and 6: these passages and no others are in, beside the history that is in",
    )
