"""Rule 7: what happens after SIGTERM."""

import signal
import time

import pytest
from client import collect
from fakemodel import Answer
from service import at_once, close, must, once, patience, words
from situations import Drain

MOST_S = 5.0


@pytest.fixture
def drain(candidate, model):
    return once(Drain, candidate, model)


def check_ended(gateway, began):
    try:
        status = gateway.process.wait(timeout=max(0.1, began + MOST_S * patience() - time.monotonic()))
    except TimeoutError:
        raise AssertionError("rule 7: after SIGTERM it exits within 5 s; it still runs") from None
    must(status == 0, f"rule 7: after SIGTERM it exits with status 0, not {status}")


@pytest.mark.rule(7)
def test_exits_with_nothing_in_hand(gateway):
    """With nothing to do it exits with status 0 within 5 s, also where clients keep connections open."""
    used, unused = connections = gateway.connect(2)
    must(gateway.predict(*words(1)).status == 200, "rule 7: it serves until SIGTERM")
    collect([used.predict(*words(1))], timeout=10)
    gateway.process.signal(signal.SIGTERM)
    check_ended(gateway, time.monotonic())
    close(connections)


@pytest.mark.rule(7)
def test_health_while_draining(drain):
    """After SIGTERM it goes on listening, and /healthz is 503 while there is work in hand."""
    must(
        drain.health == 503,
        f"rule 7: after SIGTERM it goes on listening and answers /healthz with 503, not {drain.health or 'no answer'}",
    )


@pytest.mark.rule(7)
def test_new_work_while_draining(drain):
    """After SIGTERM new work gets 503, on connections new and old, and is not sent to the model."""
    for status in (drain.new, drain.old):
        must(
            status == 503,
            f"rule 7: after SIGTERM it goes on listening and answers new work with 503, not {status or 'no answer'}",
        )
    must(drain.sent == 0, "rule 7: new work that is answered with 503 is not sent to the model")


@pytest.mark.rule(7)
def test_work_in_hand_is_finished(drain):
    """What was sent to the model and what waits when SIGTERM comes is all finished: everyone gets an answer."""
    got = sum(answer is not None and answer.status == 200 for answer in drain.answers)
    must(
        got == len(drain.answers),
        f"rule 7: after SIGTERM all work in hand, sent or waiting, is finished; this got {drain.told()}",
    )


@pytest.mark.rule(7)
def test_exits_when_all_is_finished(drain):
    """When the work in hand is finished it exits with status 0, within 5 s from SIGTERM."""
    must(drain.status is not None, "rule 7: after SIGTERM it exits within 5 s; it still runs")
    must(drain.status == 0, f"rule 7: after SIGTERM it exits with status 0, not {drain.status}")


@pytest.mark.rule(7)
def test_a_second_try_while_draining(gateway, model):
    """Work in hand that fails once after SIGTERM is tried once more, and then it exits."""
    model.script = lambda call: Answer(503, after=0.1) if call.attempt == 1 else Answer()
    texts = words(5)
    model.hold(*texts)
    connections = at_once(gateway.connect(5), texts)
    model.wait_for(1)
    time.sleep(0.2)
    gateway.process.signal(signal.SIGTERM)
    began = time.monotonic()
    time.sleep(0.2)
    model.release(*texts)
    collect(connections, timeout=4)
    close(connections)
    got = sum(connection.answer is not None and connection.answer.status == 200 for connection in connections)
    must(got == 5, f"rule 7: after SIGTERM all work in hand is finished, a second try included; {5 - got} of 5 inputs were not")
    check_ended(gateway, began)
