"""What `==` takes for equal and a test of a candidate's answer must not."""

import collections
import math

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
