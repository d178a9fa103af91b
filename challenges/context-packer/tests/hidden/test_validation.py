"""Rule 10: a request of another form is refused, with the key at fault, before the budget is looked at."""

import copy
import re

import pytest
from cases import assistant, drawn, passage, request, requests, user
from hypothesis import given
from hypothesis import strategies as st
from packer import BudgetError, pack
from reading import Result, must

PLACES = {
    "request": ((), ["budget", "system", "history", "passages", "question"]),
    "system": (("system",), ["text", "tokens"]),
    "question": (("question",), ["text", "tokens"]),
    "message": (("history", 1), ["role", "text", "tokens"]),
    "passage": (("passages", 2), ["id", "text", "tokens", "score", "source"]),
}
NAN = float("nan")
NOT_TEXT = [None, 7, b"text", ["text"], {"text": 1}]
NOT_WHOLE = [None, "7", 7.0, 7.5, [7], NAN]
NO_CONTAINER = [None, "text", 7]


def valid(budget=100):
    return request(
        budget,
        [user(3), assistant(4, pinned=True), user(5, pinned=False), assistant(6)],
        [passage("a", 7, 0.5), passage("b", 8, 2), passage("c", 9, -1.5)],
        system=2,
        question=3,
    )


def at(made, path):
    for step in path:
        made = made[step]
    return made


def changed(path, value, made=None):
    """A copy of a valid request, with `value` at `path`; `...` takes the key away."""
    made = copy.deepcopy(made) if made is not None else valid()
    *above, key = path
    if value is ...:
        del at(made, above)[key]
    else:
        at(made, above)[key] = value
    return made


def refusal(made):
    """The message of the ValueError that is no BudgetError. The request without the fault has to be accepted."""
    pack(valid())
    with pytest.raises(ValueError) as caught:
        pack(made)
    must(not isinstance(caught.value, BudgetError), "rule 10: a request of another form is never a BudgetError")
    return str(caught.value)


def names(text, key):
    """Whether `key` is there as a word of its own: the `id` in "invalid" does not name the key `id`."""
    return re.search(rf"(?<![A-Za-z]){key}s?(?![A-Za-z])", text) is not None


def must_name(text, key):
    must(names(text, key), "rule 10: the message names the key at fault")


@pytest.mark.rule(10)
@pytest.mark.parametrize("place", PLACES)
def test_missing_key(place):
    """A key that is missing is a ValueError: of the request, of system and question, of a message, of a passage."""
    path, keys = PLACES[place]
    for key in keys:
        refusal(changed((*path, key), ...))


@pytest.mark.rule(10)
def test_missing_key_is_named():
    """The message of a missing key names that key."""
    for path, keys in PLACES.values():
        for key in keys:
            must_name(refusal(changed((*path, key), ...)), key)


@pytest.mark.rule(10)
def test_budget_that_is_no_whole_number():
    """A budget that is no int is a ValueError."""
    for value in NOT_WHOLE:
        refusal(changed(("budget",), value))


@pytest.mark.rule(10)
def test_tokens_that_are_no_whole_number():
    """Tokens that are no int are a ValueError, wherever they stand."""
    for place in ("system", "question", "message", "passage"):
        for value in NOT_WHOLE:
            refusal(changed((*PLACES[place][0], "tokens"), value))


@pytest.mark.rule(10)
def test_truth_is_no_number():
    """True and False are no numbers: not as budget, not as tokens, not as score."""
    for path in [("budget",), ("system", "tokens"), ("question", "tokens"), ("history", 0, "tokens"), ("passages", 1, "tokens")]:
        for value in (True, False):
            refusal(changed(path, value))
    for value in (True, False):
        refusal(changed(("passages", 0, "score"), value))


@pytest.mark.rule(10)
def test_text_that_is_no_text():
    """A text, id, source or role that is no str is a ValueError."""
    for path in [
        ("system", "text"),
        ("question", "text"),
        ("history", 2, "text"),
        ("history", 2, "role"),
        ("passages", 0, "text"),
    ]:
        for value in NOT_TEXT:
            refusal(changed(path, value))
    for key in ("id", "source"):
        for value in NOT_TEXT:
            refusal(changed(("passages", 1, key), value))


@pytest.mark.rule(10)
def test_score_that_is_no_number():
    """A score that is no number is a ValueError."""
    for value in (None, "0.5", [0.5], {}):
        must_name(refusal(changed(("passages", 2, "score"), value)), "score")


@pytest.mark.rule(10)
def test_score_that_is_nan():
    """A score that is NaN is a ValueError, which names the score."""
    for index in range(3):
        must_name(refusal(changed(("passages", index, "score"), NAN)), "score")


@pytest.mark.rule(10)
def test_pinned_is_a_bool():
    """A `pinned` that is no bool is a ValueError, which names it; None and 0 are none."""
    for value in (0, 1, None, "true", "", [], 0.0):
        must_name(refusal(changed(("history", 2, "pinned"), value)), "pinned")


@pytest.mark.rule(10)
def test_system_and_question_are_dicts():
    """A system or a question that is no dict is a ValueError, which names it."""
    for key in ("system", "question"):
        for value in [*NO_CONTAINER, ["text", "tokens"]]:
            must_name(refusal(changed((key,), value)), key)


@pytest.mark.rule(10)
def test_history_and_passages_are_lists():
    """A history or passages that are no list are a ValueError, which names them."""
    for key in ("history", "passages"):
        for value in [*NO_CONTAINER, {}, {"0": {}}]:
            must_name(refusal(changed((key,), value)), key)


@pytest.mark.rule(10)
def test_members_are_dicts():
    """A message or a passage that is no dict is a ValueError."""
    for key in ("history", "passages"):
        for value in [*NO_CONTAINER, ["id", "text", "tokens"]]:
            refusal(changed((key, 1), value))


@pytest.mark.rule(10)
def test_negative_budget():
    """A negative budget is a ValueError and no BudgetError, and names the budget."""
    for value in (-1, -1000):
        must_name(refusal(changed(("budget",), value)), "budget")


@pytest.mark.rule(10)
def test_negative_tokens():
    """Negative tokens are a ValueError, wherever they stand, which names them."""
    for place in ("system", "question", "message", "passage"):
        for value in (-1, -1000):
            must_name(refusal(changed((*PLACES[place][0], "tokens"), value)), "tokens")


@pytest.mark.rule(10)
def test_other_roles():
    """A role other than user and assistant is a ValueError, which names the role."""
    for value in ("system", "tool", "User", "ASSISTANT", "", "user ", "assistants", "use"):
        must_name(refusal(changed(("history", 0, "role"), value)), "role")


@pytest.mark.rule(10)
def test_two_passages_with_one_id():
    """Two passages with one id are a ValueError, which names the id, also where all else about them differs."""
    for first, second in ((0, 1), (0, 2), (2, 1)):
        made = valid()
        made["passages"][second]["id"] = made["passages"][first]["id"]
        must_name(refusal(made), "id")


@pytest.mark.rule(10)
def test_wrong_type_is_named():
    """The message about a value of another type names its key."""
    for path, value in [
        (("budget",), "7"),
        (("system", "tokens"), 7.0),
        (("question", "text"), None),
        (("history", 3, "role"), 7),
        (("history", 3, "text"), 7),
        (("history", 3, "tokens"), True),
        (("passages", 0, "id"), 7),
        (("passages", 0, "text"), 7),
        (("passages", 0, "tokens"), None),
        (("passages", 0, "source"), None),
    ]:
        must_name(refusal(changed(path, value)), path[-1])


@pytest.mark.rule(10)
def test_no_dict_at_all():
    """A request that is no dict is a ValueError."""
    for made in (None, [], [1], "request", 7, ("budget",)):
        refusal(made)


@pytest.mark.rule(10)
def test_form_comes_before_budget():
    """A request that is of another form and over the budget, too, is told about its form."""
    over = valid(1)
    with pytest.raises(BudgetError):
        pack(over)
    for path, value in [
        (("passages", 2, "score"), NAN),
        (("passages", 2, "id"), "a"),
        (("passages", 2, "source"), ...),
        (("history", 3, "role"), "tool"),
        (("history", 3, "pinned"), 1),
        (("question", "text"), 7),
        (("passages", 2, "tokens"), -1),
    ]:
        must_name(refusal(changed(path, value, over)), path[-1])


@pytest.mark.rule(10)
def test_last_of_many():
    """The last message and the last passage are looked at, like the first."""
    made = request(10, [user(1)] * 30, [passage(f"p{n}", 1) for n in range(30)])
    must_name(refusal(changed(("history", 29, "role"), "bot", made)), "role")
    must_name(refusal(changed(("passages", 29, "score"), NAN, made)), "score")
    must_name(refusal(changed(("passages", 29, "id"), "p0", made)), "id")


@pytest.mark.rule(10)
def test_parts_that_would_not_be_in():
    """Also what would not be in anyway is looked at."""
    made = request(10, [user(900), user(10)], [passage("a", 900), passage("b", 900)])
    refusal(changed(("history", 0, "text"), None, made))
    refusal(changed(("passages", 1, "text"), None, made))


@pytest.mark.rule(10)
def test_whole_scores():
    """A score may be an int."""
    made = valid()
    for index, each in enumerate(made["passages"]):
        each["score"] = index
    must(Result(made, pack(made)).passages == {"a", "b", "c"}, "rule 10: a score may be an int")


@pytest.mark.rule(10)
def test_pinned_may_be_missing():
    """A message without `pinned` is not pinned."""
    made = request(10, [user(30), {"role": "user", "text": "", "tokens": 40}], [])
    must(Result(made, pack(made)).history == set(), "rule 10: `pinned` may be missing, and is false then")


@pytest.mark.rule(10)
def test_zero_is_not_negative():
    """A budget of 0 and tokens of 0 are allowed."""
    made = request(0, [user(0)], [passage("a", 0)])
    result = Result(made, pack(made))
    must(result.history == {0} and result.passages == {"a"}, "rule 10: 0 is a number of tokens like any other")


@pytest.mark.rule(10)
def test_empty_lists():
    """No history and no passages are allowed."""
    must(len(Result(request(5), pack(request(5))).messages) == 2, "rule 10: history and passages may be empty")


@pytest.mark.rule(10)
def test_unknown_keys():
    """Keys that the table doesn't know are ignored, wherever they stand and whatever they hold."""
    made = valid()
    for part in (made, made["system"], made["question"], *made["history"], *made["passages"]):
        part["language"] = None
        part["Tokens"] = -5
        part["extra"] = [{"tokens": "many"}]
    result = Result(made, pack(made))
    must(
        result.system and result.question and len(result.history) == 4 and len(result.passages) == 3,
        "rule 10: keys that the table doesn't know are ignored",
    )


FAULTS = st.sampled_from(
    [
        ("request", "budget", [..., None, -1, 1.0, True, "1"]),
        ("request", "system", [..., None, 7, []]),
        ("request", "history", [..., None, {}, "x"]),
        ("request", "passages", [..., None, {}, 7]),
        ("request", "question", [..., None, "x", []]),
        ("system", "text", [..., None, 7]),
        ("system", "tokens", [..., None, -2, 2.0, False]),
        ("question", "text", [..., None, []]),
        ("question", "tokens", [..., None, -2, 2.0, True]),
        ("history", "role", [..., None, "tool", 7, ["user"]]),
        ("history", "text", [..., None, 7]),
        ("history", "tokens", [..., None, -1, 1.5, True]),
        ("history", "pinned", [None, 0, 1, "no"]),
        ("passages", "id", [..., None, 7, ["a"]]),
        ("passages", "text", [..., None, 7]),
        ("passages", "tokens", [..., None, -1, 1.5, True]),
        ("passages", "score", [..., None, NAN, "1", True]),
        ("passages", "source", [..., None, 7, ["wiki"]]),
    ]
).flatmap(lambda fault: st.tuples(st.just(fault[0]), st.just(fault[1]), st.sampled_from(fault[2])))


@pytest.mark.rule(10)
@drawn
@given(requests(), FAULTS, st.integers(0, 99), st.booleans())
def test_drawn_faults(made, fault, which, over):
    """A drawn fault in a drawn request is a ValueError that names its key, whether or not the budget is enough."""
    place, key, value = fault
    path = {"request": (), "system": ("system",), "question": ("question",)}.get(place)
    if path is None:
        path = (place, which % len(made[place]))
    made["system"]["tokens"] += 5
    made["budget"] = 1 if over else made["budget"] + 5
    must_name(refusal(changed((*path, key), value, made)), key)
