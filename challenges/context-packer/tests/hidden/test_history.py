"""Rule 5: which messages of the history are in."""

import pytest
from cases import assistant, drawn, histories, must_be_in, passage, request, user
from hypothesis import given
from hypothesis import strategies as st
from model import expected
from packer import pack
from reading import Result, must


def indexes_in(budget, *history, found=(), system=0, question=0):
    made = request(budget, history, found, system, question)
    return Result(made, pack(made)).history


@pytest.mark.rule(5)
def test_all_that_fits():
    """Where all of the history fits, all of it is in."""
    must(
        indexes_in(15, user(1), assistant(2), user(3), assistant(4), user(5)) == {0, 1, 2, 3, 4},
        "rule 5: history that fits is in",
    )


@pytest.mark.rule(5)
def test_newest_first():
    """Where there is room for one turn only, it is the newest."""
    must(
        indexes_in(10, user(5), assistant(5), user(5), assistant(5)) == {2, 3},
        "rule 5: history goes in newest first",
    )


@pytest.mark.rule(5)
def test_turns_are_whole_or_not_in():
    """A turn of which only a part would fit is not in at all."""
    must(
        indexes_in(14, user(5), assistant(5), user(5), assistant(5)) == {2, 3},
        "rule 5: a turn goes in whole or not at all",
    )
    must(indexes_in(9, user(5), assistant(5)) == set(), "rule 5: a turn goes in whole or not at all")


@pytest.mark.rule(5)
def test_turn_that_fits_to_the_token():
    """A turn that uses what is left to the last token is in."""
    must(
        indexes_in(20, user(5), assistant(5), user(5), assistant(5)) == {0, 1, 2, 3},
        "rule 5: a turn fits where its cost is no more than what is left",
    )
    must(
        indexes_in(19, user(5), assistant(5), user(5), assistant(5)) == {2, 3},
        "rule 5: a turn fits where its cost is no more than what is left",
    )


@pytest.mark.rule(5)
def test_turn_with_several_answers():
    """All assistant messages that follow a user message belong to its turn."""
    must(
        indexes_in(12, user(1), assistant(1), user(3), assistant(3), assistant(3), assistant(3)) == {2, 3, 4, 5},
        "rule 5: all assistant messages up to the next user message belong to one turn",
    )
    must(
        indexes_in(11, user(1), assistant(1), user(3), assistant(3), assistant(3), assistant(3)) == set(),
        "rule 5: all assistant messages up to the next user message belong to one turn",
    )


@pytest.mark.rule(5)
def test_user_messages_in_a_row():
    """Each user message begins a turn of its own, also where nobody answered it."""
    must(
        indexes_in(11, user(5), user(5), user(5), assistant(1)) == {1, 2, 3},
        "rule 5: each user message begins a turn",
    )


@pytest.mark.rule(5)
def test_first_turn_that_does_not_fit_ends_it():
    """No turn older than one that didn't fit is in, even where it would fit."""
    must(
        indexes_in(10, user(1), user(1), user(20), assistant(1), user(5)) == {4},
        "rule 5: the first turn that doesn't fit ends the step; no older turn is in",
    )
    must(
        indexes_in(10, user(1), assistant(1), user(20)) == set(),
        "rule 5: the first turn that doesn't fit ends the step; no older turn is in",
    )


@pytest.mark.rule(5)
def test_answers_before_the_first_user_message():
    """Assistant messages before the first user message are a turn of their own."""
    must(
        indexes_in(8, assistant(3), assistant(3), user(1), assistant(1)) == {0, 1, 2, 3},
        "rule 5: assistant messages before the first user message form a turn of their own",
    )
    must(
        indexes_in(7, assistant(3), assistant(3), user(1), assistant(1)) == {2, 3},
        "rule 5: assistant messages before the first user message form a turn of their own",
    )
    must(
        indexes_in(5, assistant(3), assistant(3)) == set(),
        "rule 5: assistant messages before the first user message form one turn",
    )


@pytest.mark.rule(5)
def test_pinned_messages_cost_their_turn_nothing():
    """A turn's cost is that of its messages that are not pinned."""
    must(
        indexes_in(55, user(5), assistant(50, pinned=True)) == {0, 1},
        "rule 5: a turn's cost leaves out its pinned messages",
    )


@pytest.mark.rule(5)
def test_turn_that_does_not_fit_keeps_its_pinned_messages():
    """Of a turn that doesn't fit, just the pinned messages are in."""
    must(
        indexes_in(9, user(5), assistant(5, pinned=True)) == {1},
        "rule 5: of a turn that doesn't fit, the pinned messages are in and the others are not",
    )


@pytest.mark.rule(5)
def test_turn_that_is_all_pinned_stops_nothing():
    """A turn whose messages are all pinned costs nothing, and the older ones are tried after it."""
    must(
        indexes_in(46, user(3), assistant(3), user(20, pinned=True), assistant(20, pinned=True)) == {0, 1, 2, 3},
        "rule 5: a turn whose messages are all pinned costs nothing and stops nothing",
    )
    must(
        indexes_in(40, user(1), user(20, pinned=True), assistant(20, pinned=True)) == {1, 2},
        "rule 5: a turn whose messages are all pinned costs nothing",
    )


@pytest.mark.rule(5)
def test_pinned_messages_older_than_the_end():
    """Pinned messages are in also where they are older than the turn that ended the step."""
    must(
        indexes_in(17, user(5, pinned=True), assistant(1), user(20), user(4, pinned=True), assistant(8)) == {0, 3, 4},
        "rule 5: of turns older than the one that ended the step, only the pinned messages are in",
    )


@pytest.mark.rule(5)
def test_pinned_user_message_begins_a_turn():
    """A user message begins a turn also where it is pinned."""
    must(
        indexes_in(13, user(9), assistant(1), user(9, pinned=True), assistant(4)) == {2, 3},
        "rule 5: what follows a pinned user message belongs to that message's turn",
    )


@pytest.mark.rule(5)
def test_history_gets_what_passages_leave():
    """History has the room that passages have not taken, beyond 40 % too."""
    found = [passage("p", 30)]
    must(
        indexes_in(100, user(1), user(70), found=found) == {1},
        "rule 5: what passages leave of the budget goes to history",
    )
    must(
        indexes_in(100, user(1), user(71), found=found) == set(),
        "rule 5: history gets no more than what passages leave of the budget",
    )


@pytest.mark.rule(5)
def test_history_gets_what_must_be_in_leaves():
    """System, question and pinned messages come off before history gets its room."""
    must(
        indexes_in(50, user(5), user(5, pinned=True), assistant(5), system=20, question=15) == {0, 1, 2}
        and indexes_in(49, user(5), user(5, pinned=True), assistant(5), system=20, question=15) == {1, 2},
        "rule 5: history gets what system, question and pinned messages leave of the budget",
    )


@pytest.mark.rule(5)
def test_turns_that_cost_nothing():
    """A turn of 0 tokens fits where nothing is left."""
    must(
        indexes_in(5, user(1), user(0), user(5)) == {1, 2},
        "rule 5: a turn fits where its cost is no more than what is left",
    )


@pytest.mark.rule(5)
@drawn
@given(histories(12), st.integers(0, 120), st.integers(0, 9))
def test_drawn_histories(history, room, system):
    """For drawn histories without passages, just those messages are in that rule 5 chooses."""
    made = request(0, history, (), system)
    made["budget"] = must_be_in(made) + room
    must(
        Result(made, pack(made)).history == expected(made)[1],
        "rule 5: turns go in whole, newest first, up to the first that doesn't fit; pinned messages are in anyway",
    )


@pytest.mark.rule(5)
@drawn
@given(histories(12), st.integers(1, 80), st.integers(0, 60))
def test_drawn_histories_beside_a_passage(history, room, tokens):
    """For drawn histories beside one passage that has its share, just those messages are in that rule 5 chooses."""
    made = request(0, history, [passage("p", min(tokens, room * 3 // 5))])
    made["budget"] = must_be_in(made) + room
    must(
        Result(made, pack(made)).history == expected(made)[1],
        "rule 5: what passages leave goes to whole turns, newest first, up to the first that doesn't fit",
    )


@pytest.mark.rule(5)
@drawn
@given(histories(12), st.integers(0, 100))
def test_drawn_turns_are_never_split(history, room):
    """For drawn histories, the messages of a turn that are not pinned are all in or all out."""
    made = request(0, history)
    made["budget"] = must_be_in(made) + room
    inside = Result(made, pack(made)).history
    turn, halves = 0, {}
    for index, message in enumerate(made["history"]):
        turn += message["role"] == "user"
        if message.get("pinned") is not True:
            halves.setdefault(turn, set()).add(index in inside)
    must(all(len(half) == 1 for half in halves.values()), "rule 5: a turn goes in whole or not at all")
