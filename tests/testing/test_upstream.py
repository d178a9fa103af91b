"""What the fake upstream answers, counts and records."""

import http.client
import json
import threading
import time

import pytest

from harness.testing import Ask, FakeUpstream, Gate, answer, cut, drip, drop, load, never, says, status, stream


@pytest.fixture
def upstream():
    with FakeUpstream() as made:
        made.on("POST", "/predict", {"outputs": [1]})
        yield made


def ask(upstream, count=1, connections=1, **more):
    return load(f"{upstream.url}/predict", [Ask({"n": n}, **more) for n in range(count)], connections=connections, timeout_s=5)


def test_a_route_answers_json(upstream):
    (reply,) = ask(upstream)
    assert (reply.status, reply.json, reply.headers["content-type"]) == (200, {"outputs": [1]}, "application/json")


def test_unknown_paths_and_methods(upstream):
    replies = load(upstream.url, [Ask(path="/nowhere"), Ask(method="GET", path="/predict")])
    assert [reply.status for reply in replies] == [404, 405]


def test_a_handler_sees_the_request_and_decides():
    with FakeUpstream() as upstream:
        upstream.on("PUT", "/echo", lambda request: answer(request.body.upper(), 201, {"X-Seen": request.headers["x-tag"]}))
        (reply,) = load(f"{upstream.url}/echo?a=1", [Ask("text", "PUT", headers={"X-Tag": "t"})])
        assert (reply.status, reply.body, reply.headers["x-seen"]) == (201, b"TEXT", "t")
        assert upstream.requests[0].query == "a=1"


def test_past_its_capacity_it_refuses_at_once_and_uses_up_nothing():
    with FakeUpstream(latency_s=0.2, capacity=2) as upstream:
        upstream.on("POST", "/predict", {"ok": True})
        upstream.script(answer("first"), answer("second"), answer("third"))
        replies = ask(upstream, 5, connections=5)
        assert sorted(reply.status for reply in replies) == [200, 200, 429, 429, 429]
        assert max(reply.latency_s for reply in replies if reply.status == 429) < 0.2
        assert sorted(reply.body for reply in ask(upstream, 2)) == [b"third", b'{"ok": true}']
        assert upstream.most_in_flight > 2 and upstream.in_flight == 0


def test_a_broken_or_abandoned_request_frees_its_capacity():
    with FakeUpstream(capacity=1) as upstream:
        upstream.on("POST", "/predict", "x")
        upstream.script(drop(), never())
        assert [reply.status for reply in ask(upstream, 1) + ask(upstream, 1, hang_up_after_s=0.1)] == [None, None]
        time.sleep(0.1)
        assert ask(upstream)[0].status == 200


def test_the_script_goes_before_the_route_and_skips_unknown_paths(upstream):
    upstream.script(
        status(503), status(429, {"Retry-After": "7"}), answer("not json", headers={"Content-Type": "application/json"})
    )
    assert load(upstream.url, [Ask(path="/nowhere")])[0].status == 404
    replies = ask(upstream, 4)
    assert [reply.status for reply in replies] == [503, 429, 200, 200]
    assert replies[1].headers["retry-after"] == "7" and replies[2].body == b"not json" and replies[3].json == {"outputs": [1]}


@pytest.mark.parametrize("reset", [False, True])
def test_drop(upstream, reset):
    upstream.script(drop(reset=reset))
    (reply,) = ask(upstream)
    assert reply.status is None and reply.error.startswith("ConnectionResetError")
    (seen,) = upstream.requests
    assert (seen.status, seen.ended) == (None, "dropped")


@pytest.mark.parametrize("after", [20, -3])
def test_cut_breaks_off_inside_the_answer(upstream, after):
    upstream.script(cut(answer("x" * 1000), after))
    (reply,) = ask(upstream)
    assert reply.status is None and "inside a" in reply.error
    assert upstream.requests[0].ended == "dropped"


def test_never_waits_until_the_client_hangs_up(upstream):
    upstream.script(never())
    (reply,) = ask(upstream, hang_up_after_s=0.2)
    assert reply.error == "hung up" and reply.latency_s > 0.15
    time.sleep(0.1)
    (seen,) = upstream.requests
    assert seen.ended == "hung up" and 0.1 < seen.finished_at - seen.arrived_at < 1.5
    assert upstream.in_flight == 0


def test_a_client_that_hangs_up_during_the_latency_is_noticed_at_once():
    with FakeUpstream(latency_s=30) as upstream:
        upstream.on("POST", "/predict", "late")
        ask(upstream, hang_up_after_s=0.1)
        time.sleep(0.2)
        assert upstream.requests[0].ended == "hung up" and upstream.in_flight == 0


def test_drip_sends_a_byte_at_a_time_and_the_rest_at_the_end(upstream):
    upstream.script(drip(answer("x" * 10_000), every_s=0.05, drip_s=0.4))
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
    began = time.monotonic()
    connection.request("POST", "/predict", "{}")
    first = connection.sock.recv(4096)
    assert first == b"H"
    total = len(first)
    while total < 10_000:
        total += len(connection.sock.recv(65536))
    assert time.monotonic() - began > 0.35
    connection.close()


def test_latency_is_the_upstreams_unless_the_behaviour_has_its_own():
    with FakeUpstream(latency_s=0.3) as upstream:
        upstream.on("POST", "/predict", "x")
        upstream.script(answer("quick", latency_s=0))
        quick, slow = ask(upstream, 2)
        assert quick.latency_s < slow.latency_s and slow.latency_s >= 0.3


def test_a_gate_holds_answers_until_the_test_opens_it(upstream):
    gate = Gate()
    upstream.script(answer("held", gate=gate))
    box = []
    thread = threading.Thread(target=lambda: box.extend(ask(upstream, 2, connections=2)))
    thread.start()
    assert upstream.wait_for(2)
    time.sleep(0.1)
    assert upstream.in_flight == 1
    gate.open()
    thread.join(5)
    assert sorted(reply.body for reply in box) == [b"held", b'{"outputs": [1]}'] and gate.is_open
    upstream.script(answer("open", gate=gate))
    assert ask(upstream)[0].body == b"open"


def test_stream_sends_part_by_part(upstream):
    upstream.script(stream(["one ", b"two ", "", "three"], every_s=0.1))
    (reply,) = ask(upstream)
    assert reply.body == b"one two three" and reply.headers["content-type"] == "text/event-stream"
    assert reply.first_byte_at - reply.started_at < 0.1 and reply.latency_s >= 0.3


def test_the_log(upstream):
    began = time.monotonic()
    ask(upstream, 3, connections=3)
    seen = upstream.requests
    assert [request.number for request in seen] == [1, 2, 3]
    assert sorted(request.json["n"] for request in seen) == [0, 1, 2]
    for request in seen:
        assert (request.method, request.path, request.status, request.ended) == ("POST", "/predict", 200, "answered")
        assert request.headers["content-type"] == "application/json"
        assert began <= request.arrived_at <= request.finished_at <= time.monotonic()


def test_most_in_flight_is_exact():
    with FakeUpstream(latency_s=0.02) as upstream:
        upstream.on("POST", "/predict", "x")
        for connections in (1, 5, 9):
            upstream.reset()
            ask(upstream, 40, connections=connections)
            assert upstream.most_in_flight == connections


def test_a_request_is_over_before_its_client_can_send_the_next(upstream):
    """Else a client that keeps to its limit would be counted above it."""
    ask(upstream, 500, connections=1)
    assert upstream.most_in_flight == 1


def test_reset_forgets_all_but_the_routes(upstream):
    upstream.script(status(500), status(500))
    ask(upstream)
    upstream.reset()
    assert (upstream.requests, upstream.most_in_flight, upstream.worst_lag_s) == ([], 0, 0.0)
    assert ask(upstream)[0].status == 200 and upstream.requests[0].number == 1


def test_wait_for_says_whether_so_many_came(upstream):
    assert not upstream.wait_for(1, timeout_s=0.05)
    ask(upstream)
    assert upstream.wait_for(1, timeout_s=0)


def test_keep_alive_and_close(upstream):
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
    for headers in ({}, {}, {"Connection": "close"}):
        connection.request("POST", "/predict", "{}", headers)
        response = connection.getresponse()
        response.read()
        assert response.will_close is bool(headers)
    connection.close()


def test_chunked_requests_and_expect(upstream):
    connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
    connection.request("POST", "/predict", iter([b'{"a"', b": 1}"]), {"Expect": "100-continue"}, encode_chunked=True)
    assert connection.getresponse().status == 200
    assert upstream.requests[0].json == {"a": 1}
    connection.close()


def test_head_has_no_body():
    with FakeUpstream() as upstream:
        upstream.on("HEAD", "/", "four")
        connection = http.client.HTTPConnection("127.0.0.1", upstream.port, timeout=5)
        for _ in range(2):
            connection.request("HEAD", "/")
            assert connection.getresponse().read() == b""
        connection.close()


def test_an_error_in_a_handler_is_the_authors_and_told_at_the_end():
    with pytest.raises(RuntimeError, match="handler of the fake raised ZeroDivisionError"), FakeUpstream() as upstream:
        upstream.on("POST", "/predict", lambda request: 1 / 0)
        assert ask(upstream)[0].status == 500


def test_an_error_in_a_handler_does_not_hide_the_tests_own():
    with pytest.raises(AssertionError, match="mine"), FakeUpstream() as upstream:
        upstream.on("POST", "/predict", lambda request: 1 / 0)
        ask(upstream)
        raise AssertionError("mine")


def test_a_fixed_port():
    with FakeUpstream() as first:
        port = first.port
    with FakeUpstream(port=port) as second:
        assert second.url == f"http://127.0.0.1:{port}"


def test_lag_tells_how_busy_the_machine_is(upstream):
    upstream.on("POST", "/predict", lambda _: time.sleep(0.3) or "blocked the loop")
    ask(upstream)
    time.sleep(0.05)
    assert upstream.worst_lag_s > 0.2


def test_what_the_subject_can_reach_knows_nothing_of_the_script(upstream):
    upstream.script(status(418))
    for path in ("/", "/script", "/requests", "/__admin", "/admin/requests", "/reset"):
        for method in ("GET", "POST", "DELETE"):
            (reply,) = load(upstream.url, [Ask(method=method, path=path)])
            assert reply.status == 404
    assert ask(upstream)[0].status == 418


def test_json_of_a_body_that_is_none(upstream):
    for body in (b"\xff", b"[" * 100_000, b"{", b""):
        load(f"{upstream.url}/predict", [body])
    assert [request.json for request in upstream.requests] == [None] * 4


def test_says_belongs_to_the_model():
    assert json.loads(says({"a": 1}).content) == {"a": 1}
