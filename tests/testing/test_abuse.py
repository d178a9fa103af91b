"""A hostile subject at the fakes' port: they stay bounded, go on serving, and stop at once."""

import contextlib
import resource
import socket
import subprocess
import sys
import threading
import time

import pytest

from harness.testing import FakeModel, FakeUpstream, answer, load, never, server
from harness.testing import upstream as upstreams

GOOD = {"model": "m", "messages": [{"role": "user", "content": "x"}]}


@pytest.fixture
def model():
    with FakeModel() as made:
        yield made


def send(port, *parts, wait_s=1.0):
    """What comes back for raw bytes; b"" where the connection ends without a word."""
    with socket.create_connection(("127.0.0.1", port), timeout=wait_s) as connection:
        found = b""
        with contextlib.suppress(OSError):
            for part in parts:
                connection.sendall(part)
            while part := connection.recv(65536):
                found += part
        return found


def still_serves(model):
    return load(f"{model.base_url}/chat/completions", [GOOD], timeout_s=5)[0].status == 200


@pytest.mark.parametrize(
    ("parts", "status"),
    [
        ([b"\x00\xff" * 500 + b"\r\n\r\n"], b"400"),
        ([b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 500 + b"\r\n\r\n"], b"400"),
        ([b"GET\r\n\r\n"], b"400"),
        ([b"GET / HTTP/2.0\r\n\r\n"], b"400"),
        ([b"GET / HTTP/1.1\r\nno colon\r\n\r\n"], b"400"),
        ([b"GET / HTTP/1.1\r\n folded: x\r\n\r\n"], b"400"),
        ([b"GET /" + b"x" * 40_000 + b" HTTP/1.1\r\n\r\n"], b"431"),
        ([b"GET / HTTP/1.1\r\n" + b"a: b\r\n" * 200 + b"\r\n"], b"431"),
        ([b"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n"], b"400"),
        ([b"POST / HTTP/1.1\r\nContent-Length: 1, 2\r\n\r\n"], b"400"),
        ([b"POST / HTTP/1.1\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n"], b"400"),
        ([b"POST / HTTP/1.1\r\nContent-Length: 999999999999\r\n\r\n"], b"413"),
        ([b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\n"], b"413"),
        ([b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n-1\r\n"], b"413"),
        ([b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n"], b"400"),
        ([b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n" + b"1" * 100_000], b"400"),
    ],
    ids=range(16),
)
def test_garbage_is_refused_and_kept_nowhere(model, parts, status):
    found = send(model.port, *parts)
    assert found.startswith(b"HTTP/1.1 " + status)
    assert model.refused == 1 and model.in_flight == 0
    assert still_serves(model)


def test_a_flood_of_bytes_without_end_is_cut_off(model):
    """A megabyte of head, then a body past the limit."""
    found = send(model.port, *[b"x" * 65536] * 16, wait_s=5)
    assert found == b"" or b"431" in found[:20]  # nothing, where the reset overtakes the answer
    head = b"POST /v1/chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    found = send(model.port, head, *[b"10000\r\n" + b"x" * 65536 + b"\r\n"] * 64, wait_s=5)
    assert found == b"" or b"413" in found[:20]
    assert sum(len(request.body) for request in model.requests) == 0 and model.refused == 2
    assert still_serves(model)


def test_slow_senders_are_dropped(model, monkeypatch):
    monkeypatch.setattr(server, "REQUEST_S", 0.3)
    began = time.monotonic()
    for start in (b"P", b"POST / HTTP/1.1\r\nContent-Length: 9\r\n\r\nabc"):
        assert send(model.port, start, wait_s=5) == b""
    assert time.monotonic() - began < 3 and model.in_flight == 0


def test_thousands_of_connections(model):
    """Past the limit they are closed at once; those below it can be used again when others end."""
    soft, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    with FakeModel(max_connections=50) as small:
        for _ in range(4):
            held = []
            for _ in range(min(300, soft // 2)):
                with contextlib.suppress(OSError):
                    held.append(socket.create_connection(("127.0.0.1", small.port), timeout=1))
            time.sleep(0.2)
            assert small.connections <= 50
            for connection in held:
                connection.close()
        assert small.refused > 500
        time.sleep(0.2)
        assert still_serves(small) and small.connections <= 50


ATTACK = """
import socket, sys, time
held = []
for _ in range(230):
    try:
        held.append(socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=1))
    except OSError:
        pass
print("held", flush=True)
time.sleep(30)
"""


def test_the_default_limit_leaves_descriptors_for_the_harness():
    """With 256 open files, as in a sandbox, a subject that opens all it can leaves the examiner able to open more."""
    program = (
        f"ATTACK = {ATTACK!r}"
        + """
import resource, socket, time
resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
from harness.testing import FakeUpstream
import subprocess, sys
with FakeUpstream() as upstream:
    child = subprocess.Popen([sys.executable, "-c", ATTACK, str(upstream.port)], stdout=subprocess.PIPE)
    child.stdout.readline()
    time.sleep(0.3)
    held = [socket.socket() for _ in range(120)]
    print(upstream.connections)
    child.kill()
    child.wait()
"""
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert 0 < int(done.stdout) <= 256 // 3


def test_threads_stay_the_same_under_load(model):
    before = threading.active_count()
    model.latency_s = 0.2
    assert len(load(f"{model.base_url}/chat/completions", [GOOD] * 100, connections=50)) == 100
    assert threading.active_count() == before


def test_the_log_is_bounded(monkeypatch):
    monkeypatch.setattr(upstreams, "MAX_LOGGED", 20)
    monkeypatch.setattr(upstreams, "MAX_LOGGED_BYTES", 50_000)
    with FakeUpstream() as upstream:
        upstream.on("POST", "/", "x")
        replies = load(upstream.url, [b"y" * 10_000] * 30, connections=1)
        assert {reply.status for reply in replies} == {200}
        kept = [len(request.body) for request in upstream.requests]
        assert len(kept) == 20 and upstream.unlogged == 10 and 10_000 <= sum(kept) <= 50_000
        assert upstream.wait_for(30, 0)


def test_a_handler_still_sees_a_body_that_the_log_does_not_keep(monkeypatch):
    monkeypatch.setattr(upstreams, "MAX_LOGGED_BYTES", 1000)
    with FakeUpstream() as upstream:
        upstream.on("POST", "/", lambda request: str(len(request.body)))
        assert load(upstream.url, [b"y" * 5000])[0].body == b"5000"
        assert upstream.requests[0].body == b""


def test_errors_of_handlers_are_bounded():
    with contextlib.suppress(RuntimeError), FakeUpstream() as upstream:
        upstream.on("POST", "/", lambda request: 1 / 0)
        load(upstream.url, ["x"] * 100)
        assert len(upstream.errors) == upstreams.MAX_ERRORS


def test_a_client_that_never_reads_holds_nothing_up(model):
    big = answer(b"x" * 5_000_000)
    model.default = big
    with socket.create_connection(("127.0.0.1", model.port)) as deaf:
        deaf.sendall(
            b"POST /v1/chat/completions HTTP/1.1\r\nContent-Length: %d\r\n\r\n%s"
            % (71, b'{"model": "m", "messages": [{"role": "user", "content": "x"}], "a": 11}')
        )
        time.sleep(0.2)
        model.default = "x"
        assert still_serves(model)


@pytest.mark.parametrize("state", ["idle", "half a request", "waiting for an answer", "never"])
def test_shutdown_is_prompt_whatever_is_open(state):
    upstream = FakeUpstream(latency_s=60)
    upstream.on("POST", "/", never() if state == "never" else "x")
    sent = {"idle": b"", "half a request": b"POST / HT"}.get(state, b"POST / HTTP/1.1\r\nContent-Length: 0\r\n\r\n")
    held = [socket.create_connection(("127.0.0.1", upstream.port)) for _ in range(40)]
    for connection in held:
        connection.sendall(sent)
    assert upstream.wait_for(40) if sent.endswith(b"\n") else not upstream.wait_for(1, 0.2)
    began = time.monotonic()
    upstream.close()
    assert time.monotonic() - began < 1
    for connection in held:
        connection.settimeout(1)
        with contextlib.suppress(ConnectionResetError):
            assert connection.recv(1) == b""
        connection.close()
    assert [request.ended for request in upstream.requests] == (["stopped"] * 40 if sent.endswith(b"\n") else [])
    with pytest.raises(OSError):
        socket.create_connection(("127.0.0.1", upstream.port), timeout=1)
    upstream.close()


def test_shutdown_is_prompt_while_it_is_flooded():
    upstream = FakeUpstream()
    stop = threading.Event()

    def flood():
        while not stop.is_set():
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", upstream.port), timeout=1) as connection:
                connection.sendall(b"GET / HTTP/1.1\r\n\r\n" * 50)

    threads = [threading.Thread(target=flood) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        time.sleep(0.3)
        began = time.monotonic()
        upstream.close()
        assert time.monotonic() - began < 2
    finally:
        stop.set()
        for thread in threads:
            thread.join()
