"""The wire: what crosses comes back equal and of the same type; what breaks the format is named, in linear time."""

import collections
import datetime
import decimal
import fractions
import math
import socket
import time
import uuid
from pathlib import PurePosixPath

import numpy
import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.inside import wire

BOUNDS = wire.Bounds()


def refuse(value):
    raise wire.WireError(f"a reference to {value!r}")


def there_and_back(value):
    data = wire.dumps(value, refuse)
    trusted, hostile = wire.loads(data, refuse), wire.loads_hostile(data, refuse, BOUNDS)
    assert type(trusted) is type(hostile)
    return hostile


UTC_PLUS_2 = datetime.timezone(datetime.timedelta(hours=2))

PLAIN = [
    None,
    True,
    0,
    -1,
    2**63,
    10**500,
    -(10**5000),
    1.5,
    -0.0,
    math.inf,
    -math.inf,
    "text",
    "a\ud800b",
    "\0\x1b",
    b"\0\xff",
    bytearray(b"x"),
    [],
    [1, [2, [3]]],
    (1, (2,)),
    {1, 2},
    frozenset({"a"}),
    {"a": 1},
    {1: "int key", (1, 2): "tuple key", None: 0},
    {"$": "looks like a tag", "v": []},
    {"\ud800": 1},
    complex(1, -2),
    decimal.Decimal("1.50"),
    fractions.Fraction(1, 3),
    datetime.datetime(2026, 1, 2, 3, 4, 5, 6),
    datetime.datetime(2026, 1, 2, tzinfo=UTC_PLUS_2),
    datetime.date(2026, 1, 2),
    datetime.time(1, 2, 3),
    datetime.timedelta(days=-1, microseconds=5),
    uuid.UUID(int=5),
    PurePosixPath("a/b"),
    range(1, 10, 2),
    slice(1, None, 2),
    collections.deque([1, 2], 3),
    collections.OrderedDict([("b", 1), ("a", 2)]),
    collections.Counter("aab"),
    ...,
]


@pytest.mark.parametrize("value", PLAIN, ids=lambda value: type(value).__name__)
def test_plain_data_keeps_value_and_type(value):
    found = there_and_back(value)
    assert found == value
    assert type(found) is type(value) or isinstance(value, PurePosixPath)


def test_nan_stays_nan():
    assert math.isnan(there_and_back([math.nan])[0])


def test_true_is_not_one():
    assert [type(each) for each in there_and_back([True, 1, 1.0])] == [bool, int, float]


json_like = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(st.characters(exclude_categories=())),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4) | st.tuples(inner, inner),
    max_leaves=20,
)


@given(json_like)
def test_any_plain_data(value):
    assert there_and_back(value) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_a_value_or_a_wire_error(data):
    try:
        wire.loads_hostile(data, refuse, BOUNDS)
    except wire.WireError:
        pass


BROKEN = {
    b'{"a":1,"a":2}': "twice",
    b"NaN": "without a tag",
    b'"\\ud800"': "surrogate",
    b"1" * 500: "400 digits",
    b'{"$":"set","v":[[1]]}': "not a frame",
    b'{"$":"range","v":[1,2]}': "no text",
    b'{"$":"range","v":["0x1","0x2","0x0"]}': "not a frame",
    b'{"$":"decimal","v":"%s"}' % (b"9" * 6000): "digits",
    b'{"$":"ndarray","dtype":"O8","shape":[1],"v":""}': "not a frame|no data",
    b'{"$":["x"]}': "reference",
    b'{"$":"own","id":1}': "reference",
    b"\xff": "not a frame",
    b"[" * 50_000 + b"]" * 50_000: "deep",
    b"[" * 200 + b"]" * 200: "deep",
    b"[" + b"1," * 200_000 + b"1]": "nested values",
    b'{"$":"tuple","v":{"$":"range","v":["0x0","0xffffffff","0x1"]}}': "no list",
    b'{"$":"fraction","v":["0x3%s","0x7%s"]}' % (b"1" * 6000, b"5" * 6000): "Fraction",
    b'{"$":"set","v":[%s]}' % b",".join(b"%d" % (n * (2**61 - 1)) for n in range(1000)): "same hash",
    b'{"$":"dict","v":[%s]}' % b",".join(b"[%d,0]" % (n * (2**61 - 1)) for n in range(1000)): "same hash",
    b'{"$":"series","name":"","v":1,"index":{"$":"ndarray","dtype":"|i1","shape":[2],"v":"AAE="}}': "column",
    b'{"$":"frame","columns":[["a",1]],"index":{"$":"ndarray","dtype":"|i1","shape":[2],"v":"AAE="}}': "column",
}


@pytest.mark.parametrize("data", BROKEN, ids=lambda data: data[:24].decode("latin-1"))
def test_hostile_frames_are_refused(data):
    with pytest.raises(wire.WireError, match=BROKEN[data]):
        wire.loads_hostile(data, refuse, BOUNDS)


@pytest.mark.parametrize("part", [b'"[[[[', b"\\\\", b'\\"', b'"', b"[", b"{", b"[]", b"1,", b'"\\u0022', b"0"])
def test_the_gate_takes_linear_time(part):
    def cost(size):
        data = b"[" * 65 + part * (size // len(part))  # as many brackets as it takes to be looked at closely
        began = time.process_time()
        try:
            wire.loads_hostile(data, refuse, wire.Bounds(nodes=10**9))
        except wire.WireError:
            pass
        return time.process_time() - began

    cost(1000)
    assert cost(1_000_000) < 1.0


def test_a_cycle_is_too_deep():
    cycle = []
    cycle.append(cycle)
    with pytest.raises(wire.TooLarge, match="deep"):
        wire.dumps(cycle, refuse)


def test_too_many_values_are_refused_before_they_are_sent():
    with pytest.raises(wire.TooLarge, match="nested values"):
        wire.dumps([0] * 1001, refuse, wire.Bounds(nodes=1000))


@pytest.fixture
def pair():
    left, right = socket.socketpair()
    with left, right:
        yield wire.Channel(left, BOUNDS), wire.Channel(right, BOUNDS)


def test_frames_arrive_whole_and_in_order(pair):
    left, right = pair
    left.send(b"one")
    left.send(b"")
    assert right.receive() == b"one" and right.pending and right.receive() == b""


def test_a_frame_over_the_limit_is_refused_by_its_header(pair):
    left, right = pair
    left.socket.sendall(wire.HEADER.pack(BOUNDS.frame_bytes + 1))
    with pytest.raises(wire.TooLarge):
        right.receive()


def test_half_a_frame_is_waited_for_and_then_goes_on(pair):
    left, right = pair
    left.socket.sendall(wire.HEADER.pack(4) + b"ab")
    with pytest.raises(TimeoutError):
        right.receive(time.monotonic() + 0.05)
    left.socket.sendall(b"cd")
    assert right.receive(time.monotonic() + 0.05) == b"abcd"


def test_the_other_side_hangs_up(pair):
    left, right = pair
    left.close()
    with pytest.raises(wire.Closed):
        right.receive()


def test_numpy_and_pandas_are_data():
    array = numpy.arange(6.0).reshape(2, 3)
    assert (there_and_back(array) == array).all() and there_and_back(array).dtype == array.dtype
    assert there_and_back(numpy.int64(5)) == 5 and type(there_and_back(numpy.int64(5))) is numpy.int64
    frame = pandas.DataFrame({"a": [1, 2], "b": ["x", None], "c": [1.5, math.nan]}, index=[3, 5])
    pandas.testing.assert_frame_equal(there_and_back(frame), frame)
    series = pandas.Series([1, 2], name="n")
    pandas.testing.assert_series_equal(there_and_back(series), series)
