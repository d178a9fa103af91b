"""A sample of what the hidden tests look at, with fixed examples. They take some 20 seconds."""

import concurrent.futures
import json
import os
import signal
import socket
import sys
import time
import urllib.error
import urllib.request

import pytest

sys.path.insert(0, os.path.dirname(__file__))

from fake_model import FakeModel


class Gateway:
    def __init__(self, candidate, model):
        self.url = f"http://127.0.0.1:{(port := candidate.free_port())}"
        self.port = port
        self.process = candidate.start(["python", "-m", "gateway"], env={"PORT": str(port), "MODEL_URL": model.url})
        self.process.wait_ready(port=port, timeout=20)

    def ask(self, path, body=None):
        """(status, body, headers) of a GET, or of a POST where there is a body."""
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})
        try:
            with urllib.request.urlopen(request, timeout=15) as answer:
                return answer.status, answer.read().decode(), answer.headers
        except urllib.error.HTTPError as error:
            return error.code, error.read().decode(), error.headers

    def predict(self, text):
        status, body, _ = self.ask("/predict", json.dumps({"input": text}).encode())
        return status, json.loads(body)

    def predict_all(self, texts, connections):
        with concurrent.futures.ThreadPoolExecutor(connections) as pool:
            return list(pool.map(self.predict, texts))

    def metric(self, line):
        """The value of the metric whose line begins so; 0 where there is none."""
        for found in self.ask("/metrics")[1].splitlines():
            if found.startswith(line + " "):
                return float(found.split()[-1])
        return 0.0


@pytest.fixture
def model():
    with FakeModel() as made:
        yield made


@pytest.fixture
def gateway(candidate, model):
    return Gateway(candidate, model)


@pytest.mark.rule(0)
def test_one_input(gateway):
    """contract: an input is answered with its output."""
    assert gateway.predict("abc") == (200, {"output": "cba"})


@pytest.mark.rule(0)
@pytest.mark.parametrize("body", [b"not JSON", b'["abc"]', b'{"input": 3}'])
def test_bad_body(gateway, body):
    """contract: a body without a string as `input` is answered with 400."""
    status, answer, _ = gateway.ask("/predict", body)
    assert status == 400
    assert isinstance(json.loads(answer)["error"], str)


@pytest.mark.rule(0)
def test_without_model_url(candidate):
    """contract: without MODEL_URL it ends with status 2 and one line on standard error."""
    done = candidate.run(["python", "-m", "gateway"], env={"PORT": str(candidate.free_port())}, timeout=20)
    assert done.status == 2
    assert len(done.err.strip().splitlines()) == 1


@pytest.mark.rule(1, 6)
def test_batches(gateway, model):
    """batching: many inputs at a time go to the model in large batches, of at most 16."""
    gateway.predict_all([f"text {number}" for number in range(160)], connections=48)
    assert max(len(batch) for batch in model.batches) <= 16
    assert 160 / len(model.batches) >= 8


@pytest.mark.rule(2)
def test_own_outputs(gateway):
    """isolation: each client gets the output of its own input."""
    texts = [f"text {number}" for number in range(80)]
    assert gateway.predict_all(texts, connections=20) == [(200, {"output": text[::-1]}) for text in texts]


@pytest.mark.rule(5)
def test_hang_up(gateway, model):
    """isolation: a client that hangs up while it waits is in no model request."""
    model.extra_s = 0.8
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        busy = [pool.submit(gateway.predict, "one")]
        time.sleep(0.2)
        busy.append(pool.submit(gateway.predict, "two"))
        time.sleep(0.2)
        with socket.create_connection(("127.0.0.1", gateway.port)) as client:
            body = b'{"input": "gone"}'
            client.sendall(b"POST /predict HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
            time.sleep(0.2)
        assert [future.result()[0] for future in busy] == [200, 200]
    time.sleep(0.2)
    assert model.batches == [["one"], ["two"]]


@pytest.mark.rule(3, 4)
def test_a_second_try(gateway, model):
    """failures: a batch that fails is tried once more, as it was."""
    model.failures = [503]
    assert gateway.predict("abc") == (200, {"output": "cba"})
    assert model.batches == [["abc"], ["abc"]]


@pytest.mark.rule(4)
def test_two_failures(gateway, model):
    """failures: a batch that fails twice is answered with 502."""
    model.failures = [503, 500]
    status, answer = gateway.predict("abc")
    assert status == 502
    assert isinstance(answer["error"], str)
    assert len(model.batches) == 2


@pytest.mark.rule(0, 3)
def test_overload(gateway, model):
    """overload: more than 256 inputs can't wait, and the others are served, two model requests at a time."""
    model.extra_s = 0.3
    answers = gateway.predict_all(["text"] * 330, connections=330)
    assert {status for status, _ in answers} == {200, 503}
    assert sum(status == 200 for status, _ in answers) >= 256
    assert model.most_in_flight <= 2


@pytest.mark.rule(7)
def test_sigterm(gateway, model):
    """shutdown: after SIGTERM it says 503, finishes the work in hand, and exits."""
    model.extra_s = 0.8
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        in_hand = pool.submit(gateway.predict, "abc")
        time.sleep(0.3)
        gateway.process.signal(signal.SIGTERM)
        time.sleep(0.2)
        assert gateway.ask("/healthz")[0] == 503
        assert gateway.predict("def")[0] == 503
        assert in_hand.result() == (200, {"output": "cba"})
    assert gateway.process.wait(timeout=5) == 0


@pytest.mark.rule(0)
def test_metrics(gateway):
    """metrics: answers are counted by status, batches by size."""
    gateway.predict("abc")
    gateway.ask("/predict", b"not JSON")
    time.sleep(0.1)
    assert gateway.metric('gateway_requests_total{status="200"}') == 1
    assert gateway.metric('gateway_requests_total{status="400"}') == 1
    assert gateway.metric("gateway_batch_size_count") == 1
    assert gateway.metric("gateway_queue_depth") == 0
