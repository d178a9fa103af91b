"""Rules 7, 8 and 9: the form of the result, what it says of what is not in, and what is left alone."""

import copy

import pytest
from cases import assistant, drawn, passage, request, requests, user
from hypothesis import given
from packer import BudgetError, pack
from reading import Result, by_rule_4, must, plain

from harness.testing import strict_equal

CONVERSATION = [assistant(3), user(5), assistant(2), assistant(4, pinned=True), user(1, pinned=False), assistant(6)]
FOUND = [
    passage("m", 10, 0.5),
    passage("z", 30, 0.9),
    passage("b", 10, 0.5),
    passage("a", 50, 0.1),
    passage("k", 55, 0.7),
]


def result_of(made):
    return Result(made, pack(made))


@pytest.mark.rule(7)
def test_system_message_comes_first():
    """The first message is the system text, with role system."""
    made = request(100, CONVERSATION, FOUND, system=4, question=4)
    must(
        strict_equal(result_of(made).messages[0], {"role": "system", "content": made["system"]["text"]}),
        "rule 7: the first message is the system text with role system",
    )


@pytest.mark.rule(7)
def test_question_comes_last():
    """The last message is the question, with role user."""
    made = request(100, CONVERSATION, FOUND, system=4, question=4)
    must(
        strict_equal(result_of(made).messages[-1], {"role": "user", "content": made["question"]["text"]}),
        "rule 7: the last message is the question with role user",
    )


@pytest.mark.rule(7)
def test_nothing_but_system_and_question():
    """Without history and passages there are just two messages."""
    made = request(20, system=4, question=4)
    must(
        [message.get("role") for message in result_of(made).messages] == ["system", "user"],
        "rule 7: without history and passages there are the system message and the question, and nothing else",
    )


@pytest.mark.rule(7)
def test_no_message_for_no_passages():
    """Where no passage is in, there is no message for passages."""
    made = request(10, [user(4), assistant(4)], [passage("long", 50)], system=1, question=1)
    must(
        [message.get("role") for message in result_of(made).messages] == ["system", "user", "assistant", "user"],
        "rule 7: where no passage is in, no message is there for passages",
    )


@pytest.mark.rule(7)
def test_form_of_passages():
    """All passages that are in stand in one message, each as its id in brackets and its text, one to a line."""
    made = request(1000, (), [passage("m", 10, 0.5), passage("z", 30, 0.9), passage("b", 10, 0.7)])
    text = {each["id"]: each["text"] for each in made["passages"]}
    must(
        strict_equal(
            result_of(made).messages[1],
            {"role": "system", "content": f"[z] {text['z']}\n[b] {text['b']}\n[m] {text['m']}"},
        ),
        "rule 7: the passages stand in one system message, each as `[<id>] <text>`, joined by newlines",
    )


@pytest.mark.rule(7)
def test_order_of_passages_from_both_rounds():
    """A passage that came in last, from what was left over, still stands where its score puts it."""
    made = request(100, [user(2)], [passage("low", 10, 0.1), passage("high", 70, 0.9), passage("mid", 10, 0.5)])
    result = result_of(made)
    ranked = [each for each in by_rule_4(made["passages"]) if each["id"] in result.passages]
    must(
        len(result.messages) > 1
        and result.messages[1]["content"] == "\n".join(f"[{each['id']}] {each['text']}" for each in ranked),
        "rule 7: the passages stand in the order of rule 4, whenever each of them went in",
    )


@pytest.mark.rule(7)
def test_text_of_passages_is_left_as_it_is():
    """A passage's text goes in as it came, with its own line breaks and brackets."""
    made = request(100, (), [passage("q", 10)])
    made["passages"][0]["text"] = "  [1] first line\n\nsecond {line} \t"
    must(
        result_of(made).messages[1]["content"] == "[q]   [1] first line\n\nsecond {line} \t",
        "rule 7: a passage's text goes in as it came",
    )


@pytest.mark.rule(7)
def test_form_and_order_of_history():
    """Messages of the history stand in their original order, each with just its role and its text as content."""
    made = request(100, CONVERSATION, system=4, question=4)
    result = result_of(made)
    want = [
        {"role": message["role"], "content": message["text"]}
        for index, message in enumerate(made["history"])
        if index in result.history
    ]
    must(
        strict_equal(result.messages[1:-1], want),
        "rule 7: the history stands in its original order, each message as role and content",
    )


@pytest.mark.rule(7)
@drawn
@given(requests())
def test_messages_as_a_whole(made):
    """System, passages, history, question: in this order and form, for drawn requests."""
    result = result_of(made)
    want = [{"role": "system", "content": made["system"]["text"]}]
    if result.passages:
        lines = [f"[{each['id']}] {each['text']}" for each in by_rule_4(made["passages"]) if each["id"] in result.passages]
        want.append({"role": "system", "content": "\n".join(lines)})
    want += [
        {"role": made["history"][index]["role"], "content": made["history"][index]["text"]} for index in sorted(result.history)
    ]
    want.append({"role": "user", "content": made["question"]["text"]})
    must(
        strict_equal(result.messages, want),
        "rule 7: messages are system, passages, history, question, in this order and form",
    )


@pytest.mark.rule(8)
def test_nothing_dropped():
    """Where everything fits, both lists of `dropped` are there and empty."""
    made = request(1000, CONVERSATION, FOUND, system=4, question=4)
    result = result_of(made)
    must(
        result.dropped("history") == [] and result.dropped("passages") == [],
        "rule 8: where everything is in, both lists of `dropped` are empty",
    )


@pytest.mark.rule(8)
def test_dropped_history():
    """`dropped["history"]` has the indexes of the messages that are not in, ascending."""
    made = request(14, [user(9), assistant(9), user(9, pinned=True), assistant(9), user(2), assistant(2)])
    result = result_of(made)
    must(
        strict_equal(result.dropped("history"), [index for index in range(6) if index not in result.history]),
        "rule 8: `dropped` lists the indexes of the messages that are not in, ascending",
    )


@pytest.mark.rule(8)
def test_dropped_passages():
    """`dropped["passages"]` has the ids of the passages that are not in, by score and then id."""
    made = request(20, (), [passage("c", 40, 0.1), passage("b", 30, 0.9), passage("y", 30, 0.5), passage("x", 30, 0.5)])
    result = result_of(made)
    want = [each["id"] for each in by_rule_4(made["passages"]) if each["id"] not in result.passages]
    must(
        strict_equal(result.dropped("passages"), want),
        "rule 8: `dropped` lists the ids of the passages that are not in, in the order of rule 4",
    )


@pytest.mark.rule(8)
@drawn
@given(requests())
def test_dropped_history_is_what_is_not_in(made):
    """For drawn requests, the indexes in `dropped` are just those that the messages don't show, ascending."""
    result = result_of(made)
    want = [index for index in range(len(made["history"])) if index not in result.history]
    must(
        strict_equal(result.dropped("history"), want),
        "rule 8: `dropped` lists the indexes of just the messages that are not in, ascending",
    )


@pytest.mark.rule(8)
@drawn
@given(requests())
def test_dropped_passages_are_what_is_not_in(made):
    """For drawn requests, the ids in `dropped` are just those that the messages don't show, in the order of rule 4."""
    result = result_of(made)
    want = [each["id"] for each in by_rule_4(made["passages"]) if each["id"] not in result.passages]
    must(
        strict_equal(result.dropped("passages"), want),
        "rule 8: `dropped` lists the ids of just the passages that are not in, in the order of rule 4",
    )


@pytest.mark.rule(9)
def test_request_is_not_changed():
    """The request is after the call what it was before: no order, key or value of it has changed."""
    made = request(80, CONVERSATION, FOUND, system=4, question=4)
    made["trace"] = {"id": ["x"]}
    before = copy.deepcopy(made)
    result = Result(before, pack(made))
    must(result.system and strict_equal(made, before), "rule 9: the request is not changed")


@pytest.mark.rule(9)
def test_request_is_not_changed_by_a_refusal():
    """A request that doesn't fit the budget is not changed either."""
    made = request(12, CONVERSATION, FOUND, system=4, question=4)
    pack(made)
    made["budget"] = 5
    before = copy.deepcopy(made)
    with pytest.raises(BudgetError):
        pack(made)
    must(strict_equal(made, before), "rule 9: the request is not changed, also where it doesn't fit the budget")


@pytest.mark.rule(9)
@drawn
@given(requests())
def test_drawn_requests_are_not_changed(made):
    """Drawn requests are after the call what they were before."""
    before = copy.deepcopy(made)
    result = Result(before, pack(made))
    must(result.system and strict_equal(made, before), "rule 9: the request is not changed")


@pytest.mark.rule(9)
def test_equal_requests_give_equal_results():
    """The same question asked again, with other requests in between, has the same answer."""
    made = request(80, CONVERSATION, FOUND, system=4, question=4)
    other = request(300, [user(7), assistant(7, pinned=True)], FOUND[:3], system=9)
    first = plain(pack(copy.deepcopy(made)))
    must(type(first) is dict, "rule 9: equal requests give equal results, each a dict")
    pack(other)
    pack(request(30, CONVERSATION, FOUND[1:]))
    must(strict_equal(plain(pack(copy.deepcopy(made))), first), "rule 9: equal requests give equal results")


@pytest.mark.rule(9)
@drawn
@given(requests(), requests())
def test_drawn_requests_give_the_same_again(made, other):
    """For drawn requests the answer hangs on nothing that was asked before."""
    first = plain(pack(copy.deepcopy(made)))
    must(type(first) is dict, "rule 9: equal requests give equal results, each a dict")
    pack(other)
    must(strict_equal(plain(pack(copy.deepcopy(made))), first), "rule 9: equal requests give equal results")
