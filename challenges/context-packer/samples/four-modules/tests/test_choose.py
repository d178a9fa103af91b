import random

import pytest
from packer.choose import BudgetError, choose, fitting, newest, turns_from_the_end


def ids(choice):
    return [passage["id"] for rank, passage in enumerate(choice.ranking) if rank in choice.passages]


@pytest.mark.parametrize(
    "kinds, turns",
    [
        ("", []),
        ("u", [[0]]),
        ("uaa", [[0, 1, 2]]),
        ("uauua", [[3, 4], [2], [0, 1]]),
        ("aau", [[2], [0, 1]]),
        ("a", [[0]]),
    ],
)
def test_turns(make, kinds, turns):
    history = make(history=[(kind, 1) for kind in kinds])["history"]
    assert [list(turn) for turn in turns_from_the_end(history)] == turns


def test_budget_to_the_token(make):
    history = [("u!", 40), ("u", 1)]
    assert choose(make(50, history)).messages == {0}
    with pytest.raises(BudgetError, match="1 tokens larger"):
        choose(make(49, history))


@pytest.mark.parametrize("room, want", [(0, []), (3, [4]), (4, [4]), (9, [4, 2, 3]), (13, [4, 2, 3, 0, 1])])
def test_newest(make, room, want):
    history = make(history=[("u", 2), ("a", 2), ("u", 3), ("a", 3), ("u", 3)])["history"]
    assert newest(history, room) == want


def test_a_turn_too_large_ends_it_though_an_older_one_would_fit(make):
    assert newest(make(history=[("u", 1), ("u", 50), ("u", 5)])["history"], 20) == [2]


def test_pinned_messages_cost_their_turn_nothing(make):
    assert newest(make(history=[("u", 1), ("u!", 50), ("a", 2), ("u!", 9)])["history"], 3) == [2, 0]


def test_pinned_turns_stop_nothing_without_room(make):
    assert newest(make(history=[("u", 0), ("u!", 50)])["history"], 0) == [0]


def test_share_is_rounded_down(make):
    # 91 remain, 54.6 is the share
    turn = [("u", 40)]
    assert ids(choose(make(101, turn, [("a", 54, 1, "s")]))) == ["a"]
    assert ids(choose(make(101, turn, [("a", 55, 1, "s")]))) == []


def test_share_is_of_what_pinned_messages_leave(make):
    # 50 remain of 90, passages may take 30
    assert ids(choose(make(100, [("u!", 40), ("u", 20)], [("a", 31, 1, "s"), ("b", 30, 0, "s")]))) == ["b"]


def test_order_is_by_score_and_then_by_id(make):
    found = [("b", 1, 1, "s"), ("c", 1, 2, "s"), ("a", 1, 1.0, "t")]
    assert [passage["id"] for passage in choose(make(passages=found)).ranking] == ["c", "a", "b"]


def test_what_does_not_fit_takes_no_place_of_its_source(make):
    ranking = make(passages=[("a", 90, 3, "s"), ("b", 5, 2, "s"), ("c", 5, 1, "s"), ("d", 1, 0, "s")])["passages"]
    assert fitting(ranking, 20) == [1, 2]


def test_second_round_counts_the_first(make):
    ranking = make(passages=[("a", 5, 3, "s"), ("b", 30, 2, "s"), ("c", 1, 1, "s")])["passages"]
    assert fitting(ranking, 50, already=[0, 2]) == []
    assert fitting(ranking, 50, already=[0]) == [1]


def test_left_over_goes_to_passages(make):
    assert ids(choose(make(100, [("u", 10)], [("a", 70, 1, "s"), ("b", 54, 0, "s")]))) == ["b"]
    assert ids(choose(make(100, [("u", 10)], [("a", 70, 1, "s")]))) == ["a"]


def test_never_over_the_budget(make):
    draw = random.Random(4)
    for _ in range(500):
        history = [(draw.choice(["u", "a", "u!", "a!"]), draw.randint(0, 12)) for _ in range(draw.randint(0, 8))]
        found = [(f"p{n}", draw.randint(0, 30), draw.randint(0, 3), draw.choice("xyz")) for n in range(draw.randint(0, 8))]
        made = make(draw.randint(0, 120), history, found)
        try:
            choice = choose(made)
        except BudgetError:
            continue
        tokens = sum(choice.ranking[rank]["tokens"] for rank in choice.passages)
        tokens += sum(made["history"][index]["tokens"] for index in choice.messages)
        assert tokens + 10 <= made["budget"]
        sources = [choice.ranking[rank]["source"] for rank in choice.passages]
        assert all(sources.count(source) <= 2 for source in sources)
