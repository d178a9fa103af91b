"""The public tests: a few fixed examples for each group of hidden tests.

What passes here is a good sign, and no more. The hidden tests look at the same rules
- with many more examples, drawn anew for every submission, against a second implementation of the rules;
- at the edges: shares that are no whole number, turns that fit to the token, pinned messages in every place, 0 tokens;
- with every key missing, of another type or out of its range (rule 10), where here are four of them;
- at 20,000 passages and 2,000 messages (rule 11), where here is a tenth of it.

No hidden test looks at what the brief calls right either way, or at what it leaves open.
"""

import copy
import time

import pytest
from packer import BudgetError, pack


def part(text, tokens):
    return {"text": text, "tokens": tokens}


def said(role, text, tokens, **more):
    return {"role": role, "text": text, "tokens": tokens, **more}


def passage(id, tokens, score, source="wiki"):
    return {"id": id, "text": f"text of {id}", "tokens": tokens, "score": score, "source": source}


def request(budget=100, history=(), passages=()):
    return {
        "budget": budget,
        "system": part("Be brief.", 5),
        "history": list(history),
        "passages": list(passages),
        "question": part("Why?", 5),
    }


# The example of the brief.
EXAMPLE = request(
    100,
    [
        said("user", "Hello", 15),
        said("assistant", "Hi", 10),
        said("user", "Is it on?", 12),
        said("assistant", "It is.", 8),
    ],
    [passage("manual", 12, 0.3), passage("faq", 40, 0.9), passage("mail", 30, 0.5, "inbox")],
)


# ---------------------------------------------------------------- contract


@pytest.mark.rule(7)
def test_messages_of_the_example():
    """The example of the brief: system, passages, history, question."""
    assert pack(copy.deepcopy(EXAMPLE))["messages"] == [
        {"role": "system", "content": "Be brief."},
        {"role": "system", "content": "[faq] text of faq\n[manual] text of manual"},
        {"role": "user", "content": "Is it on?"},
        {"role": "assistant", "content": "It is."},
        {"role": "user", "content": "Why?"},
    ]


@pytest.mark.rule(8)
def test_dropped_of_the_example():
    """The example of the brief: what is not in."""
    assert pack(copy.deepcopy(EXAMPLE))["dropped"] == {"history": [0, 1], "passages": ["mail"]}


@pytest.mark.rule(9)
def test_request_is_not_changed():
    """The request is after the call what it was before."""
    mine = copy.deepcopy(EXAMPLE)
    pack(mine)
    assert mine == EXAMPLE


# ---------------------------------------------------------------- budget


@pytest.mark.rule(1)
def test_used_of_the_example():
    """The example of the brief: 5 + 5 + 40 + 12 + 12 + 8."""
    assert pack(copy.deepcopy(EXAMPLE))["used"] == 82


@pytest.mark.rule(2)
def test_pinned_message_is_in():
    """A pinned message is in, and comes off before anything else."""
    history = [said("user", "Remember this.", 40, pinned=True), said("user", "And that?", 55)]
    assert pack(request(100, history))["dropped"]["history"] == [1]


@pytest.mark.rule(2)
def test_what_must_be_in_does_not_fit():
    """One token too few for system, question and pinned messages."""
    with pytest.raises(BudgetError):
        pack(request(49, [said("user", "Remember this.", 40, pinned=True)]))


# ---------------------------------------------------------------- passages


@pytest.mark.rule(3)
def test_share_of_passages():
    """90 remain, so passages may take 54 at first; the turn then takes what a passage of 55 would need."""
    turn = [said("user", "Long story", 40)]
    assert pack(request(100, turn, [passage("a", 55, 1.0)]))["dropped"] == {"history": [], "passages": ["a"]}
    assert pack(request(100, turn, [passage("a", 54, 1.0)]))["dropped"] == {"history": [0], "passages": []}


@pytest.mark.rule(4)
def test_at_most_two_of_one_source():
    """The third best passage is of a source that has two in."""
    found = [passage("a", 5, 0.9), passage("b", 5, 0.8), passage("c", 5, 0.7), passage("d", 5, 0.6, "mail")]
    assert pack(request(100, (), found))["dropped"]["passages"] == ["c"]


@pytest.mark.rule(6)
def test_what_history_leaves_goes_to_passages():
    """Too large for the share, and in at the end, since there is no history."""
    assert pack(request(100, (), [passage("a", 90, 1.0)]))["used"] == 100


# ---------------------------------------------------------------- history


@pytest.mark.rule(5)
def test_turn_is_in_whole_or_not_at_all():
    """30 remain, and the older turn needs 31 together with the newer one."""
    history = [said("user", "1", 1), said("assistant", "2", 20), said("user", "3", 5), said("assistant", "4", 5)]
    assert pack(request(40, history))["dropped"]["history"] == [0, 1]


@pytest.mark.rule(5)
def test_first_turn_that_does_not_fit_ends_it():
    """The oldest turn would fit, but the one after it doesn't."""
    history = [said("user", "1", 1), said("user", "2", 50), said("user", "3", 5)]
    assert pack(request(40, history))["dropped"]["history"] == [0, 1]


# ---------------------------------------------------------------- validation


@pytest.mark.rule(10)
@pytest.mark.parametrize(
    "key, wrong",
    [("budget", True), ("budget", -1), ("history", None), ("passages", [{**passage("a", 5, 0.1), "score": "high"}])],
)
def test_other_forms(key, wrong):
    """A ValueError that is no BudgetError."""
    with pytest.raises(ValueError) as caught:
        pack({**request(), key: wrong})
    assert not isinstance(caught.value, BudgetError)


@pytest.mark.rule(10)
def test_key_at_fault_is_named():
    """The message says which key it is."""
    with pytest.raises(ValueError, match="role"):
        pack(request(100, [said("tool", "42", 1)]))


# ---------------------------------------------------------------- scale


@pytest.mark.rule(11)
def test_speed():
    """2,000 passages and 200 messages: a tenth of what the rule says, in a tenth of its time, with room for a slow machine."""
    found = [passage(f"p{number}", 10 + number % 50, number % 997, f"s{number % 700}") for number in range(2000)]
    history = [said("assistant" if number % 2 else "user", "...", 3) for number in range(200)]
    made = request(5000, history, found)
    began = time.perf_counter()
    pack(made)
    assert time.perf_counter() - began < 0.25
