"""Chunks between a thread that reads and one that receives; the tail of standard error; lines with a time limit."""

import os
import threading
import time

import pytest

from harness.sandbox import streams


def test_chunks_come_in_order_and_the_end_for_ever() -> None:
    chunks = streams.Chunks()
    for part in (b"a", b"b"):
        chunks.put(part)
    chunks.end()
    assert [chunks.get(1) for _ in range(4)] == [b"a", b"b", b"", b""]


def test_nothing_in_time_is_a_timeout() -> None:
    with pytest.raises(TimeoutError):
        streams.Chunks().get(0.01)


def test_two_who_wait_both_hear_of_the_end() -> None:
    chunks = streams.Chunks()
    heard: list[bytes] = []
    waiting = [threading.Thread(target=lambda: heard.append(chunks.get(None))) for _ in range(2)]
    for thread in waiting:
        thread.start()
    chunks.end()
    for thread in waiting:
        thread.join(5)
    assert heard == [b"", b""]


def test_who_puts_too_much_waits_until_it_is_read_or_abandoned() -> None:
    chunks = streams.Chunks()
    put = []

    def writer() -> None:
        for _ in range(2 * streams.WAITING // streams.CHUNK):
            chunks.put(b"x" * streams.CHUNK)
            put.append(1)

    thread = threading.Thread(target=writer)
    thread.start()
    time.sleep(0.2)
    stopped_at = len(put)
    assert stopped_at == streams.WAITING // streams.CHUNK
    chunks.get(1)
    time.sleep(0.1)
    assert len(put) == stopped_at + 1
    chunks.abandon()
    thread.join(5)
    assert not thread.is_alive()


def test_tail_keeps_the_last_and_slows_a_flood_down() -> None:
    tail = streams.Tail()
    tail.put(b"first" + b"x" * streams.KEPT_ERRORS)
    tail.put(b"last")
    assert tail.get().endswith(b"last") and len(tail.get()) == streams.KEPT_ERRORS and b"first" not in tail.get()
    began = time.monotonic()
    for _ in range(streams.FREE_ERRORS // streams.CHUNK + 10):
        tail.put(b"x" * streams.CHUNK)
    assert time.monotonic() - began >= 0.08


def test_a_line_with_a_time_limit() -> None:
    reading, writing = os.pipe()
    os.write(writing, b"half")
    assert streams.read_to_line(reading, 0.05) == b""
    os.write(writing, b" a line\n")
    assert streams.read_to_line(reading, 1) == b" a line\n"
    os.close(writing)
    assert streams.read_to_line(reading, 1) == b""
    os.close(reading)
