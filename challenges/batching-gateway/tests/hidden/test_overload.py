"""What happens when more comes than can wait: 503 (rule 0), rule 3, and rule 8."""

import time

import pytest
from client import closed_loop, collect
from fakemodel import SLOTS, Answer
from service import at_once, close, must, once, predict, statuses, words
from situations import ROOM, TOO_MANY, Overload

MIB = 1024 * 1024
MOST_GROWTH = 20 * MIB


@pytest.fixture
def overload(candidate, model):
    return once(Overload, candidate, model)


@pytest.mark.rule(0)
def test_256_inputs_may_wait(overload):
    """Of 280 inputs that come while both slots are taken, 24 get 503 at once: before the model has answered anything."""
    must(overload.before_release == 0, "table: the model had answered before 256 inputs waited, so this could not be tested")
    must(
        len(overload.refused) == TOO_MANY and all(answer.status == 503 for answer in overload.refused),
        f"table: when 256 inputs wait, further ones are answered with 503 at once: {TOO_MANY} of {ROOM + TOO_MANY} here, "
        f"not {statuses(overload.refused) or 'none'}",
    )


@pytest.mark.rule(0)
def test_retry_after(overload):
    """The answer 503 says by Retry-After when to come back."""
    refused = [answer for answer in [*overload.refused, *overload.served] if answer is not None and answer.status == 503]
    must(refused, "table: when 256 inputs wait, further ones are answered with 503")
    must(
        all(answer.headers.get("retry-after") for answer in refused),
        "table: the answer 503 for want of room has the header Retry-After",
    )


@pytest.mark.rule(0)
def test_those_who_wait_are_served(overload):
    """The inputs that found room all get their answer."""
    got = sum(answer is not None and answer.status == 200 for answer in overload.served)
    must(
        len(overload.served) == got == ROOM,
        f"table: 256 inputs may wait, and are answered with 200; these got {statuses(overload.served) or 'nothing'}",
    )


@pytest.mark.rule(0)
def test_refused_inputs_cost_nothing(overload):
    """Inputs that were answered with 503 are in no model request, and when the others are served there is room again."""
    must(overload.refused and overload.sent == 0, "table: an input that is answered with 503 is not sent to the model")
    must(
        overload.after.status == 200,
        f"table: 503 only while 256 inputs wait; later an input got {overload.after.status or 'no answer'}",
    )


@pytest.mark.rule(3)
def test_never_a_third_request_under_load(gateway, model):
    """With 300 clients at a time and a model that fails every first try, it never has more than 2 requests."""
    model.script = lambda call: Answer(503, after=0.01) if call.attempt == 1 else Answer(after=0.06)
    connections = at_once(gateway.connect(300), words(300))
    collect(connections, timeout=20)
    close(connections)
    must(
        0 < model.most_in_flight <= SLOTS,
        "rule 3: never more than 2 model requests in flight, second tries included; the model saw a third",
    )


# ---------------------------------------------------------------- rule 8


def check_growth(gateway, requests):
    """`requests(count)` makes so many. Where it has grown, as many again must not make it grow further.

    A leak does; garbage that Python has not collected yet does not.
    """
    sizes = []
    for count in (500, 4500, 4500):
        requests(count)
        gateway.predict(*words(1))
        time.sleep(0.2)
        sizes.append(gateway.process.memory())
        must(sizes[-1] > 0, "rule 8: the gateway runs after 500 and after 5,000 requests")
        if len(sizes) == 2 and sizes[1] - sizes[0] <= MOST_GROWTH:
            return
    must(
        sizes[2] - sizes[1] <= MOST_GROWTH / 2,
        "rule 8: no more memory after 5,000 requests than after 500, within 20 MiB; "
        f"it grew by {(sizes[1] - sizes[0]) / MIB:.0f} MiB, and went on growing",
    )


@pytest.mark.rule(8)
def test_memory_of_requests_that_succeed(gateway, model):
    """After 5,000 inputs with their outputs it uses no more memory than after 500."""
    model.speed = 20
    connections = gateway.connect(32)

    def requests(count):
        answers = closed_loop(connections, [predict(text) for text in words(count, length=8000)], timeout=60)
        got = sum(answer is not None and answer.status == 200 for answer in answers)
        must(got == count, f"rule 8: 5,000 requests are answered; of {count} there were {statuses(answers)}")

    check_growth(gateway, requests)


@pytest.mark.rule(8)
def test_memory_of_requests_that_do_not(gateway, model):
    """After 5,000 requests that were given up, refused, or failed it uses no more memory than after 500."""
    model.speed = 20
    model.script = lambda call: Answer(500, after=0.0) if max(map(len, call.inputs)) in range(1000, 5000) else Answer()
    connections = gateway.connect(32)

    def requests(count):
        tenth = count // 10
        for _ in range(3 * tenth // 10):
            close(at_once(gateway.connect(20), words(20, length=10_000)))
        closed_loop(connections, [("POST", "/predict", text.encode()) for text in words(tenth, length=8000)], timeout=60)
        closed_loop(connections, [("POST", "/predict", b"x" * 70_000)] * tenth, timeout=60)
        closed_loop(connections, [predict(text) for text in words(2 * tenth, length=2000)], timeout=60)

    check_growth(gateway, requests)
