"""The whole, by the example of the brief."""

import copy
import time

from packer import pack

TALK = [("u", 15), ("a", 10), ("u", 12), ("a", 8)]
FOUND = [("manual", 12, 0.3, "wiki"), ("faq", 40, 0.9, "wiki"), ("mail", 30, 0.5, "inbox")]


def test_example(make):
    request = make(100, TALK, FOUND)
    before = copy.deepcopy(request)
    want = {
        "messages": [
            {"role": "system", "content": "S"},
            {"role": "system", "content": "[faq] text of faq\n[manual] text of manual"},
            {"role": "user", "content": "m2"},
            {"role": "assistant", "content": "m3"},
            {"role": "user", "content": "Q"},
        ],
        "used": 82,
        "dropped": {"history": [0, 1], "passages": ["mail"]},
    }
    assert pack(request) == want
    assert pack(request) == want
    assert request == before


def test_no_message_for_no_passages(make):
    assert [message["content"] for message in pack(make(10, TALK, FOUND))["messages"]] == ["S", "Q"]


def test_large_requests(make):
    found = [(f"p{n}", 2 + n % 50, n % 997, f"s{n % 700}") for n in range(20_000)]
    request = make(20_000, [("ua"[n % 2], 3) for n in range(2_000)], found)
    began = time.perf_counter()
    pack(request)
    assert time.perf_counter() - began < 0.5
