"""Rules 2 and 5: each client gets its own output, and who hangs up costs no model work."""

import random
import time

import pytest
from client import collect
from fakemodel import SLOTS, Answer
from service import Busy, at_once, close, must, statuses, words

NOTICED_S = 0.4  # for a gateway on a busy machine to hear that a client has hung up


def check_own(connections, texts, model):
    """Each of them has the output of its own input."""
    answers = [connection.answer for connection in connections]
    wrong = sum(answer is None or answer.output != model.output_of(text) for answer, text in zip(answers, texts))
    must(
        wrong == 0,
        f"rule 2: each client gets the output of its own input; {wrong} of {len(texts)} did not ({statuses(answers)})",
    )


@pytest.mark.rule(2)
def test_own_output_among_many(gateway, model):
    """Among many clients at a time, whose batches finish in any order, each gets its own output every time."""
    model.script = lambda call: Answer(after=random.uniform(0.01, 0.12))
    texts = words(240)
    answers = gateway.predict_all(texts, connections=40)
    wrong = sum(answer is None or answer.output != model.output_of(text) for answer, text in zip(answers, texts))
    must(wrong == 0, f"rule 2: each client gets the output of its own input; {wrong} of 240 did not ({statuses(answers)})")


@pytest.mark.rule(2)
def test_own_output_where_a_later_batch_finishes_first(gateway, model):
    """A batch that was sent later and is done earlier gives its outputs to its own inputs."""
    texts = words(4)
    model.hold(*texts[:2])
    connections = gateway.connect(4)
    at_once(connections[:2], texts[:2])
    time.sleep(0.1)
    at_once(connections[2:], texts[2:])
    collect(connections[2:], timeout=1.0)
    model.release(*texts[:2])
    collect(connections, timeout=10)
    close(connections)
    check_own(connections, texts, model)


@pytest.mark.rule(2)
def test_equal_inputs(gateway, model):
    """Clients whose inputs are equal all get an answer, in one batch and across batches."""
    texts = words(2) * 14
    connections = at_once(gateway.connect(len(texts)), texts)
    collect(connections, timeout=5)
    close(connections)
    check_own(connections, texts, model)


@pytest.mark.rule(2)
def test_own_output_where_a_neighbour_is_refused(gateway, model):
    """Bodies that are refused don't shift the outputs of the inputs around them."""
    texts = words(24)
    connections = gateway.connect(24)
    for number, (connection, text) in enumerate(zip(connections, texts)):
        if number % 3 == 1:
            connection.send("POST", "/predict", b'{"input": 1}')
        else:
            connection.predict(text)
    collect(connections, timeout=10)
    close(connections)
    kept = [number for number in range(24) if number % 3 != 1]
    check_own([connections[number] for number in kept], [texts[number] for number in kept], model)


@pytest.mark.rule(2)
def test_own_output_where_a_neighbour_hangs_up(gateway, model):
    """A client that hangs up after its input was sent takes nothing from the others of its batch."""
    busy = Busy(gateway, model)
    texts = words(12)
    connections = at_once(gateway.connect(12), texts)
    time.sleep(0.2)
    model.hold(*texts)
    busy.release()
    model.wait_for(SLOTS + 1)
    for connection in connections[::4]:
        connection.hang_up()
    time.sleep(0.2)
    model.release(*texts)
    kept = [number for number in range(12) if number % 4]
    collect([connections[number] for number in kept], timeout=10)
    close([*busy.connections, *connections])
    check_own([connections[number] for number in kept], [texts[number] for number in kept], model)


# ---------------------------------------------------------------- rule 5


def hung_up(gateway, model, count, leave, reset=False):
    """`count` inputs wait for a slot, those whose numbers are in `leave` hang up, the slots get free.

    (the texts, the connections of the others, what took up the slots)
    """
    busy = Busy(gateway, model)
    texts = words(count)
    connections = at_once(gateway.connect(count), texts)
    time.sleep(0.3)
    for number in leave:
        connections[number].hang_up(reset)
    time.sleep(NOTICED_S)
    busy.release()
    stayed = [connection for number, connection in enumerate(connections) if number not in leave]
    collect([*busy.connections, *stayed], timeout=10)
    close([*busy.connections, *stayed])
    return texts, stayed, busy


def check_no_work(model, texts, leave):
    sent = sum(bool(model.asked_for(texts[number])) for number in leave)
    must(
        sent == 0,
        f"rule 5: a client that hangs up before its input is sent costs no model work; {sent} of {len(leave)} inputs were sent",
    )


@pytest.mark.rule(5)
@pytest.mark.parametrize("how", ["close", "reset"])
def test_who_hangs_up_is_in_no_request(gateway, model, how):
    """The input of a client that hung up while it waited is in no model request, however the connection ended."""
    leave = set(random.sample(range(10), 4))
    texts, _, _ = hung_up(gateway, model, 10, leave, how == "reset")
    check_no_work(model, texts, leave)


@pytest.mark.rule(5)
def test_hang_ups_across_batches(gateway, model):
    """Of many that wait, just those who stayed are sent, and they get their own outputs."""
    leave = set(random.sample(range(60), 30))
    texts, stayed, _ = hung_up(gateway, model, 60, leave)
    check_no_work(model, texts, leave)
    kept = [text for number, text in enumerate(texts) if number not in leave]
    got = sum(connection.answer is not None and connection.answer.status == 200 for connection in stayed)
    must(got == 30, f"rule 5: who stays is served; {30 - got} of 30 were not")
    must(all(model.asked_for(text) for text in kept), "rule 5: the inputs of clients who stay are sent")


@pytest.mark.rule(5)
def test_nobody_left(gateway, model):
    """Where all that waited have hung up, the model is not asked at all, and the gateway goes on."""
    _, _, busy = hung_up(gateway, model, 5, set(range(5)))
    time.sleep(0.1)
    must(
        all(call.inputs and set(call.inputs) <= set(busy.texts) for call in model.calls),
        "rule 5: clients that hang up before their input is sent cost no model request, not an empty one either",
    )
    must(gateway.predict(*words(1)).status == 200, "rule 5: after clients have hung up, the gateway goes on")
