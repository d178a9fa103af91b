"""The load client, against a fake upstream and against servers that misbehave."""

import socket
import threading
import time

import pytest

from harness.testing import Ask, FakeUpstream, LoadClient, answer, load, status, stream


@pytest.fixture
def upstream():
    with FakeUpstream() as made:
        made.on("POST", "/", lambda request: answer(request.body))
        yield made


def test_every_request_has_its_own_answer(upstream):
    replies = load(upstream.url, [{"n": n} for n in range(200)], connections=16)
    assert [reply.json["n"] for reply in replies] == list(range(200))
    assert {reply.status for reply in replies} == {200} and upstream.most_in_flight <= 16
    assert sorted(reply.order for reply in replies) == list(range(200))
    assert all(reply.started_at <= reply.first_byte_at <= reply.finished_at for reply in replies)


def test_connections_are_kept_alive(upstream):
    seen = set()
    upstream.on("POST", "/", lambda request: seen.add(upstream.connections) or "x")
    load(upstream.url, ["x"] * 100, connections=4)
    assert max(seen) <= 4


def test_bodies_methods_headers_and_paths(upstream):
    upstream.on("GET", "/healthz", answer("up", 503, {"Retry-After": "1"}))
    upstream.on("PUT", "/x", lambda request: request.headers["a"])
    asks = [b"raw", "text", Ask(method="GET", path="/healthz"), Ask(None, "PUT", "/x", {"A": "b"})]
    replies = load(upstream.url, asks, connections=1)
    assert [(reply.status, reply.body) for reply in replies] == [(200, b"raw"), (200, b"text"), (503, b"up"), (200, b"b")]
    assert replies[2].headers["retry-after"] == "1" and replies[2].json is None


def test_order_and_latency_tell_what_was_quicker(upstream):
    upstream.script(answer("slow", latency_s=0.3), answer("quick"))
    slow, quick = load(upstream.url, ["a", "b"], connections=2)
    late = slow if slow.body == b"slow" else quick
    soon = quick if late is slow else slow
    assert soon.order == 0 and late.order == 1 and late.latency_s >= 0.3 > soon.latency_s


def test_hanging_up_early(upstream):
    upstream.script(answer("slow", latency_s=5))
    gone, there = load(upstream.url, [Ask("a", hang_up_after_s=0.1), Ask("b", hang_up_after_s=5)], connections=1)
    assert (gone.status, gone.error) == (None, "hung up") and there.status == 200


def test_time_out(upstream):
    upstream.script(answer("slow", latency_s=5))
    (reply,) = load(upstream.url, ["a"], timeout_s=0.2)
    assert (reply.status, reply.error) == (None, "time out")


def test_not_before(upstream):
    first, second = load(upstream.url, [Ask("a"), Ask("b", not_before_s=0.3)], connections=2)
    assert second.started_at - first.started_at >= 0.25


def test_a_load_that_runs_beside_the_test(upstream):
    upstream.latency_s = 0.1
    with LoadClient(upstream.url, ["x"] * 20, connections=2) as client:
        assert upstream.wait_for(3)
        with pytest.raises(TimeoutError, match="of 20 requests had not ended"):
            client.wait(0.01)
        assert client.ended < 20
        assert [reply.status for reply in client.wait(10)] == [200] * 20
    assert client.ended == 20


def test_leaving_the_block_hangs_up_at_once(upstream):
    upstream.latency_s = 30
    began = time.monotonic()
    with LoadClient(upstream.url, ["x"] * 50, connections=50):
        assert upstream.wait_for(50)
    assert time.monotonic() - began < 3
    time.sleep(0.2)
    assert upstream.in_flight == 0


def test_nobody_listens():
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    (reply,) = load(f"http://127.0.0.1:{port}/", ["x"])
    assert reply.status is None and "ConnectionRefused" in reply.error


def test_streams_and_statuses_without_a_body(upstream):
    upstream.script(stream(["a", "b"]), status(503), answer(b"", 204))
    assert [(reply.status, reply.body[:2]) for reply in load(upstream.url, ["x"] * 3, connections=1)] == [
        (200, b"ab"),
        (503, b'{"'),
        (204, b""),
    ]


def test_many_connections_take_one_thread(upstream):
    upstream.latency_s = 0.3
    before = threading.active_count()
    with LoadClient(upstream.url, ["x"] * 100, connections=100) as client:
        assert upstream.wait_for(100)
        assert threading.active_count() == before + 1
        assert {reply.status for reply in client.wait(10)} == {200}


def answers_with(data, hold_s=0.0):
    """A server that sends `data` whatever it is asked, and its port."""
    listener = socket.create_server(("127.0.0.1", 0))

    def serve():
        connection, _ = listener.accept()
        with connection, listener:
            connection.recv(65536)
            try:
                for part in data:
                    connection.sendall(part)
                time.sleep(hold_s)
            except OSError:
                pass  # the client has had enough

    threading.Thread(target=serve, daemon=True).start()
    return listener.getsockname()[1]


@pytest.mark.parametrize(
    "data",
    [
        [b"garbage\r\n\r\n"],
        [b"HTTP/1.1 abc\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\n"],
        [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffff\r\n"],
        [b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc"],
        [b"HTTP/1.1 200 OK\r\n"] + [b"x: " + b"y" * 1000 + b"\r\n"] * 1000,
        [b"x" * 65536] * 1000,
        [b"HTTP/1.1 200 OK\r\n\r\n"] + [b"x" * 65536] * 1000,
        [b""],
    ],
    ids=range(12),
)
def test_hostile_answers_end_in_an_error(data):
    began = time.monotonic()
    (reply,) = load(f"http://127.0.0.1:{answers_with(data)}/", ["x"], timeout_s=5)
    assert reply.status is None and reply.error and len(reply.error) <= 200
    assert time.monotonic() - began < 4


def test_an_answer_that_never_ends_runs_into_the_time_out():
    (reply,) = load(f"http://127.0.0.1:{answers_with([b'HTTP/1.1 200 OK', b' '], hold_s=3)}/", ["x"], timeout_s=0.3)
    assert (reply.status, reply.error) == (None, "time out")
