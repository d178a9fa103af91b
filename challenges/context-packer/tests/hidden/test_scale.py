"""Rule 11: time at size."""

import time

import pytest
from cases import assistant, passage, request, user
from packer import pack
from reading import Result, must

PASSAGES, MESSAGES = 20_000, 2_000
LIMIT_S = 0.5
MOST_FOR_THE_WIRE_S = 0.4
TRIES = 4
MOST_FOR_A_BUSY_MACHINE = 5


def seconds(job, made):
    began = time.perf_counter()
    found = job(made)
    return time.perf_counter() - began, found


def busy():
    """How many times longer than alone a computation takes on this machine just now: 1 where nothing else runs."""
    began, used = time.perf_counter(), time.process_time()
    while time.process_time() - used < 0.05:
        pass
    return min((time.perf_counter() - began) / (time.process_time() - used), MOST_FOR_A_BUSY_MACHINE)


def pack_in_time(candidate, made):
    """The result, where the best of four tries takes no longer than the rule says, less the way there and back."""
    pack(request(10))
    room = LIMIT_S + min(seconds(candidate.echo, made)[0], MOST_FOR_THE_WIRE_S)
    for _ in range(TRIES):
        took, found = seconds(pack, made)
        if took < room or took < room * (now := busy()):
            return Result(made, found)
        if took > room * MOST_FOR_A_BUSY_MACHINE and now < MOST_FOR_A_BUSY_MACHINE:
            break  # no machine's fault
    raise AssertionError("rule 11: 20,000 passages and 2,000 messages take under 0.5 s")


def conversation(pinned=0):
    """`pinned`: every so many messages one is pinned."""
    return [
        (assistant if index % 2 else user)(3, pinned=True if pinned and index % pinned == 0 else None)
        for index in range(MESSAGES)
    ]


@pytest.mark.rule(11)
def test_all_fits(candidate):
    """20,000 passages and 2,000 messages that all fit take under 0.5 s."""
    found = [passage(f"p{index * 7919 % PASSAGES:05}", 2, (index * 31 % 997) / 100) for index in range(PASSAGES)]
    made = request(10**6, conversation(), found, 100, 10)
    result = pack_in_time(candidate, made)
    must(len(result.passages) == PASSAGES and len(result.history) == MESSAGES, "rule 11: at this size, too, all that fits is in")


@pytest.mark.rule(11)
def test_little_fits(candidate):
    """20,000 passages and 2,000 messages of which few fit take under 0.5 s."""
    found = [passage(f"p{index:05}", 50 + index % 400, index * 37 % 1009, f"source {index % 9000}") for index in range(PASSAGES)]
    made = request(20_000, conversation(7), found, 100, 10)
    result = pack_in_time(candidate, made)
    must(
        result.passages and result.history and result.tokens <= 20_000, "rule 11: at this size, too, the budget is used and kept"
    )


@pytest.mark.rule(11)
def test_few_sources(candidate):
    """20,000 passages of a handful of sources, beside 2,000 messages half of which are pinned, take under 0.5 s."""
    found = [passage(f"p{index:05}", 1 + index % 9, index % 101 / 7, f"source {index % 5}") for index in range(PASSAGES)]
    made = request(4_000, conversation(2), found, 100, 10)
    result = pack_in_time(candidate, made)
    must(0 < len(result.passages) <= 10, "rule 11: at this size, too, there are at most 2 passages of a source")
