"""Rule 7: what 50,000 rows cost.

The limits are for a machine that is not busy. So they grow with the time that a program of fixed work takes just before and
just after, where nothing of the candidate's is in it.
"""

import functools
import time
from collections import namedtuple

import orders
import pytest
from shop import ORDER_COLUMNS, SEEDS, THREADS, in_words, must, predict_argv, run, train_argv, trained

ROWS = 50_000
TRAIN_S, TRAIN_MIB, PREDICT_S = 60, 1024, 5
TRIES = 3

PACE = "import pandas, sklearn.ensemble"
PACE_S = 1.6  # what it takes where nothing else runs: two cores of 2020's servers, of which the sandbox may use one
SLOWEST = 12  # a machine that is busier than this is too busy to judge on

Cost = namedtuple("Cost", "status seconds slowness mib")
_big: list = []


@functools.cache
def rows():
    """Different orders, as in train.csv."""
    drawn = orders.draw(SEEDS["one"] + 1, ROWS + 1_500).train
    return list({row[0]: row for row in drawn}.values())[:ROWS]


def seconds_of_fixed_work(candidate):
    """`-I`: no file of the candidate's is looked at."""
    began = time.perf_counter()
    ended = candidate.run(["python", "-I", "-c", PACE], env=THREADS)
    assert ended.status == 0
    return time.perf_counter() - began


def slowness(before, after):
    """How many times slower than its measure this machine is just now, at least 1."""
    return min(max(1, min(before, after) / PACE_S), SLOWEST)


def trained_on_50_000(candidate):
    """Train once, and note what it cost."""
    if not _big:
        before = seconds_of_fixed_work(candidate)
        candidate.write("train.csv", orders.to_csv(orders.COLUMNS, rows()))
        status, seconds, mib = _watched(candidate, TRAIN_S * slowness(before, before) * 1.2)
        _big.append(Cost(status, seconds, slowness(before, seconds_of_fixed_work(candidate)), mib))
    cost = _big[0]
    must(cost.status in (0, None), f"rule 7: training on 50,000 rows ends with status 0 — it ended with status {cost.status}")
    return cost


def _watched(candidate, most_s):
    """(status or None, seconds, the most MiB that it and what it started had resident)."""
    began, most = time.perf_counter(), 0
    process = candidate.start(train_argv(), env=THREADS)
    while process.running and time.perf_counter() - began < most_s:
        most = max(most, process.memory())
        time.sleep(0.02)
    seconds = time.perf_counter() - began
    status = process.wait(1) if not process.running else None
    process.kill()
    return status, seconds, most / 1024 / 1024


@pytest.mark.rule(7)
def test_time_of_training(candidate):
    """Training on 50,000 rows takes at most 60 s."""
    cost = trained_on_50_000(candidate)
    must(
        cost.status == 0 and cost.seconds <= TRAIN_S * cost.slowness,
        f"rule 7: training on 50,000 rows takes at most {TRAIN_S} s — it took {cost.seconds:.1f} s or more"
        f" on a machine {cost.slowness:.1f} times slower than its measure",
    )


@pytest.mark.rule(7)
def test_memory_of_training(candidate):
    """Training on 50,000 rows takes at most 1 GiB."""
    cost = trained_on_50_000(candidate)
    must(cost.mib <= TRAIN_MIB, f"rule 7: training on 50,000 rows takes at most 1 GiB — it took {cost.mib:,.0f} MiB")


@pytest.mark.rule(7)
def test_time_of_predicting(candidate):
    """Predicting 50,000 rows takes at most 5 s."""
    trained(candidate)
    candidate.write("orders.csv", orders.to_csv(ORDER_COLUMNS, [[*row[:-3], "", ""] for row in rows()]))
    before = seconds_of_fixed_work(candidate)
    for _ in range(TRIES):
        began = time.perf_counter()
        ended = run(candidate, predict_argv(), PREDICT_S * SLOWEST * 2)
        seconds = time.perf_counter() - began
        must(ended is not None and ended.status == 0, f"rule 7: 50,000 rows are predicted — {in_words(ended)}")
        after = seconds_of_fixed_work(candidate)
        if seconds <= PREDICT_S * slowness(before, after):
            return
        before = after
    raise AssertionError(f"rule 7: predicting 50,000 rows takes at most {PREDICT_S} s — it took {seconds:.1f} s")
