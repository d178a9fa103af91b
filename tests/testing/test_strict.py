"""What `==` takes for equal and a test of a candidate's answer must not."""

import collections
import math
import time

import pytest

from harness.testing import difference, strict_equal

DIFFERENT = [
    (True, 1),
    (1, 1.0),
    (0.0, -0.0),
    ((1,), [1]),
    ([1, [True]], [1, [1]]),
    ({"a": 1}, {"a": 1.0}),
    ({1: "x"}, {True: "x"}),
    ({1}, {1.0}),
    ({"a": 1}, {"a": 1, "b": 2}),
    ([1, 2], [1, 2, 3]),
    (collections.OrderedDict(a=1, b=2), collections.OrderedDict(b=2, a=1)),
    (collections.OrderedDict(a=1), {"a": 1}),
    (complex(0, 0.0), complex(0, -0.0)),
    ("a", b"a"),
    (None, False),
]


@pytest.mark.parametrize(("got", "want"), DIFFERENT)
def test_different(got, want):
    assert not strict_equal(got, want) and not strict_equal(want, got)
    assert difference(got, want)


@pytest.mark.parametrize("value", [1, True, -0.0, math.nan, [1, (2.0, {"k": {1, 2}})], {1: "a", "1": "b"}, b"x", None, 1 + 2j])
def test_equal_to_itself(value):
    assert strict_equal(value, value) and difference(value, value) == ""


def test_the_order_of_a_dicts_keys_does_not_matter():
    assert strict_equal({"a": 1, "b": 2}, {"b": 2, "a": 1})


def test_the_place_is_named():
    assert difference({"a": [1, 2]}, {"a": [1, True]}) == "['a'][1]: 2 is not True"


def test_deep_and_long_values_are_told_in_one_short_line():
    deep, other = [], []
    for _ in range(50_000):
        deep, other = [deep], [other]
    assert strict_equal(deep, other)
    assert len(difference("x" * 1_000_000, "y" * 1_000_000)) < 400


class Always:
    def __eq__(self, other):
        return True

    def __hash__(self):
        return 1


def test_an_object_that_equals_everything_does_not():
    assert not strict_equal(Always(), 3) and not strict_equal([Always()], [3])


def test_the_candidates_repr_is_never_asked():
    class Lies:
        def __repr__(self):
            raise AssertionError("asked")

    assert difference(Lies(), 3) == "the value: <Lies> is not 3"
    assert difference([Lies()], [3]) == "[0]: <Lies> is not 3"


@pytest.mark.parametrize(
    ("got", "want"),
    [
        (10**5000, 1),
        ([[["x" * 10_000] * 3] * 3], 1),
        ({"k" * 100_000: 1}, {"j" * 100_000: 1}),
        (list(range(100_000)), 1),
        (dict.fromkeys(range(100_000), "x"), {"a": 1}),
        ({f"{i}" for i in range(1000)}, {f"{i + 1}" for i in range(1000)}),
        (collections.OrderedDict((i, i) for i in range(1000)), collections.OrderedDict((i, i) for i in reversed(range(1000)))),
    ],
    ids=["int", "nested", "key", "list", "keys", "set", "order"],
)
def test_the_line_is_short_whatever_was_given(got, want):
    line = difference(got, want)
    assert 0 < len(line) < 400 and "\n" not in line


def nested(levels, innermost):
    value = innermost
    for _ in range(levels):
        value = [value]
    return value


def test_a_difference_far_down_is_found_in_linear_time():
    began = time.perf_counter()
    line = difference(nested(50_000, 1), nested(50_000, True))
    assert time.perf_counter() - began < 2 and len(line) < 400 and line.endswith("1 is not True")
    assert len(difference(nested(50_000, 1), 1)) < 400


def test_keys_of_one_hash_cost_no_more_than_the_author_wants():
    """All multiples of 2**61 - 1 have one hash: a dict of many of them takes quadratic time to copy."""
    got = [{}, dict.fromkeys([(2**61 - 1) * i for i in range(2_000)], 0)]
    began = time.perf_counter()
    assert not strict_equal(got, [{}, {"a": 0}])
    assert time.perf_counter() - began < 0.2
