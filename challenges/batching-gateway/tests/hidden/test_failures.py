"""Rules 3 and 4: at most two model requests at a time, and what becomes of those that fail."""

import json
import random
import time

import pytest
from client import collect
from fakemodel import SLOTS, Answer, Break, Silence
from service import Busy, at_once, close, must, statuses, words

TIMEOUT_S = 2.0


def body(outputs):
    return Answer(body=json.dumps(outputs).encode())


FAILURES = {
    "status": [Answer(status) for status in (503, 500, 429, 404, 201)],
    "connection": [Break("closed"), Break("midway"), Break("reset"), Break("closed", after=0.1)],
    "body": [
        Answer(body=b""),
        Answer(body=b'{"outputs": ["a"'),
        Answer(body=b"<html>busy</html>"),
        body(["a"]),
        body("a"),
        body(None),
        body({"output": ["a"]}),
        body({"outputs": "a"}),
        body({"outputs": {"0": "a"}}),
        body({"outputs": None}),
    ],
    "count": [body({"outputs": []}), body({"outputs": ["a", "b"]})],
}


def one_failure(gateway, model, step):
    """(answer, model requests) of one input whose first request fails like this."""
    before = len(model.calls)
    model.script = lambda call: step if call.attempt == 1 else Answer()
    answer = gateway.predict(*words(1))
    return answer, model.calls[before:]


def check_second_try(answer, calls, what):
    must(
        len(calls) == 2,
        f"rule 4: a model request that fails ({what}) is tried once more; there were {len(calls)} requests, not 2",
    )
    must(answer.status == 200, f"rule 4: where the second try succeeds, the client gets 200, not {answer.status or 'no answer'}")


@pytest.mark.rule(4)
@pytest.mark.parametrize(
    ("kind", "what"),
    [
        ("status", "any status but 200"),
        ("connection", "a broken connection"),
        ("body", 'a body that is not {"outputs": [...]}'),
        ("count", "fewer or more outputs than inputs"),
    ],
    ids=list(FAILURES),
)
def test_a_failure_is_tried_once_more(gateway, model, kind, what):
    """A model request that fails is tried once more, and the client gets the second try's output."""
    for step in FAILURES[kind]:
        check_second_try(*one_failure(gateway, model, step), what)


@pytest.mark.rule(4)
@pytest.mark.parametrize("step", [Silence(), Answer(trickle=3.4)], ids=["silent", "trickling"])
def test_no_complete_answer_in_time(gateway, model, step):
    """A model that has not answered as a whole after 2 s is asked once more, also where its answer has begun."""
    answer, calls = one_failure(gateway, model, step)
    check_second_try(answer, calls, "no complete answer in 2 s")
    given_up = min(calls[0].ended, calls[1].arrived) - calls[0].arrived  # the second try may start later
    must(
        TIMEOUT_S - 0.1 <= given_up <= TIMEOUT_S + 0.7,
        f"rule 4: a model request has failed after 2 s without a complete answer, not after {given_up:.1f} s",
    )


@pytest.mark.rule(4)
def test_a_slow_answer_is_none_too_late(gateway, model):
    """An answer that is complete in less than 2 s counts, and there is no second try."""
    before = len(model.calls)
    model.script = lambda call: Answer(after=0.2, trickle=1.4)
    answer = gateway.predict(*words(1))
    must(len(model.calls) == before + 1, "rule 4: an answer that is complete within 2 s is no failure, and not asked for again")
    must(answer.status == 200, f"rule 4: an answer that is complete within 2 s is no failure; this was {answer.status}")


@pytest.mark.rule(4)
def test_the_second_try_is_the_same_batch(gateway, model):
    """The second try holds the inputs of the first, no more and no fewer, also while others wait."""
    texts = words(40)
    model.script = lambda call: Break("closed", after=0.05) if call.attempt == 1 else Answer()
    connections = at_once(gateway.connect(40), texts)
    collect(connections, timeout=10)
    close(connections)
    again = [call for call in model.calls if call.attempt == 2]
    first = sorted(sorted(call.inputs) for call in model.calls if call.attempt == 1)
    must(
        sorted(sorted(call.inputs) for call in again) == first,
        "rule 4: a model request that fails is tried once more as the same batch",
    )
    must(sum(len(inputs) for inputs in first) == len(texts), "rule 4: an input is in one batch, and tried again with that")


@pytest.mark.rule(4)
def test_nobody_joins_a_second_try(gateway, model):
    """A batch with room left, that fails while others wait, is tried again without them."""
    busy = Busy(gateway, model)
    failing = busy.texts[0]
    model.script = lambda call: Break("closed") if call.attempt == 1 and failing in call.inputs else Answer()
    others = at_once(gateway.connect(12), words(12))
    time.sleep(0.15)
    busy.release(0)
    collect([busy.connections[0]], timeout=5)
    busy.release(1)
    collect([*busy.connections, *others], timeout=5)
    close([*busy.connections, *others])
    must(
        [call.inputs for call in model.asked_for(failing)] == [[failing]] * 2,
        "rule 4: a model request that fails is tried once more as the same batch: nothing that waits joins it",
    )


@pytest.mark.rule(4)
@pytest.mark.parametrize(
    "steps",
    [(Answer(503), Answer(503)), (Break("closed"), Answer(500)), (Answer(429), body({"outputs": []}))],
    ids=["status", "broken", "mixed"],
)
def test_two_failures_end_in_502(gateway, model, steps):
    """Where the second try fails too, all inputs of the batch get 502 and an error in words, and there is no third."""
    texts = words(3)
    busy = Busy(gateway, model)
    model.script = lambda call: steps[call.attempt - 1] if call.attempt <= 2 else Answer()
    connections = at_once(gateway.connect(3), texts)
    time.sleep(0.15)
    busy.release()
    collect([*busy.connections, *connections], timeout=10)
    close([*busy.connections, *connections])
    answers = [connection.answer for connection in connections]
    must(
        all(answer is not None and answer.status == 502 for answer in answers),
        f"rule 4: where the second try fails too, the batch's inputs get 502, not {statuses(answers)}",
    )
    must(all(isinstance(answer.error, str) for answer in answers), 'rule 4: the answer 502 is {"error": str}')
    most = max(len(model.asked_for(text)) for text in texts)
    must(most == 2, f"rule 4: a model request that fails is tried once more, and not {most - 1} times")


@pytest.mark.rule(4)
def test_no_other_batch_is_touched(gateway, model):
    """A batch beside one that fails twice, and all that come later, get their answers."""
    for step in (Answer(503), Break("midway"), body([])):
        bad, good, later = words(3), words(4), words(2)
        model.hold(bad[0], *good)
        model.script = lambda call, bad=bad, step=step: Answer() if set(call.inputs).isdisjoint(bad) else step
        before = len(model.calls)
        failing = at_once(gateway.connect(3), bad)
        model.wait_for(before + 1)
        time.sleep(0.03)
        fine = at_once(gateway.connect(4), good)
        model.wait_for(before + 2)
        model.release(bad[0])
        collect(failing, timeout=5)
        model.release(*good)
        fine += at_once(gateway.connect(2), later)
        collect(fine, timeout=10)
        close([*failing, *fine])
        answers = [connection.answer for connection in fine]
        must(
            all(answer is not None and answer.status == 200 for answer in answers),
            f"rule 4: a batch that fails touches no input of another; these got {statuses(answers)}",
        )


@pytest.mark.rule(4)
def test_failures_give_their_slots_back(gateway, model):
    """After batches that failed in every way, the gateway still sends two requests at a time."""
    for step in (Answer(500), Break("midway"), Answer(body=b"[]")):
        model.script = lambda call, step=step: step
        gateway.predict(*words(1))
        gateway.predict(*words(1))
    model.script = lambda call: Answer()
    busy = Busy(gateway, model)
    busy.release()
    collect(busy.connections, timeout=10)
    close(busy.connections)
    answers = [connection.answer for connection in busy.connections]
    must(
        all(answer is not None and answer.status == 200 for answer in answers),
        f"rule 4: a batch that failed twice touches no other input; these got {statuses(answers)}",
    )


# ---------------------------------------------------------------- rule 3


def check_in_flight(model):
    must(
        model.most_in_flight <= SLOTS,
        "rule 3: never more than 2 model requests in flight, second tries included; the model saw a third",
    )
    must(model.most_in_flight > 0, "rule 3: the model gets requests at all")


@pytest.mark.rule(3)
def test_never_a_third_request(gateway, model):
    """With many clients at a time, the model never has more than 2 requests."""
    gateway.predict_all(words(200), connections=64)
    check_in_flight(model)


@pytest.mark.rule(3)
def test_second_tries_take_a_slot(gateway, model):
    """A second try takes one of the two slots, however many inputs wait for them."""
    model.script = lambda call: Answer(503, after=0.03) if call.attempt == 1 else Answer(after=0.25)
    connections = at_once(gateway.connect(96), words(96))
    collect(connections, timeout=10)
    close(connections)
    check_in_flight(model)


@pytest.mark.rule(3)
def test_never_a_third_request_while_all_kinds_of_things_fail(gateway, model):
    """Where requests fail in all ways in any order, the model never has more than 2."""
    steps = [Answer(), Answer(503), Answer(500, after=0.01), Break("closed"), Break("midway", after=0.05), Answer(body=b"{}")]
    model.script = lambda call: random.choice(steps)
    gateway.predict_all(words(240), connections=64)
    check_in_flight(model)


@pytest.mark.rule(3)
def test_no_third_request_after_a_timeout(gateway, model):
    """The second try of a request that took too long takes a slot as well."""
    model.script = lambda call: Silence() if call.attempt == 1 else Answer(after=0.3)
    connections = at_once(gateway.connect(64), words(64))
    collect(connections, timeout=5, count=32)
    close(connections)
    check_in_flight(model)
