"""What a submission computes, with drawn values."""

import random

import pytest
from planted import SECRET
from probe import ProbeError, Tally, add, apply, mean, remember, squares, words

from harness.testing import strict_equal


def test_add():
    """2 and 3 make 5."""
    assert add(2, 3) == 5


def test_add_drawn():
    """Sums of drawn numbers."""
    for _ in range(3):
        left, right = random.randrange(10**6), random.randrange(10**6)
        assert strict_equal(add(left, right), left + right)


def test_words():
    """The words of a drawn text."""
    drawn = [random.choice(["ant", "bee", "cat", "dog"]) for _ in range(random.randrange(3, 9))]
    assert words("  ".join(drawn) + " ") == drawn


def test_mean():
    """The mean of drawn numbers, nearly."""
    values = [random.random() for _ in range(5)]
    want = sum(values) / 5
    assert abs(mean(values) - want) < 1e-9


def test_apply():
    """A function of the test's is called with a drawn number."""
    number, secret = random.randrange(1000), SECRET

    def triple(value):
        return value * 3 if secret else None

    assert apply(triple, number) == number * 3


def test_squares():
    """A generator of squares that ends."""
    count = random.randrange(3, 7)
    assert list(squares(count)) == [n * n for n in range(count)]


def test_tally():
    """A counter of words."""
    tally = Tally()
    drawn = [random.choice("abc") for _ in range(6)]
    for each in drawn:
        tally.add(each)
    assert len(tally) == len(set(drawn))
    assert all(tally.count(each) == drawn.count(each) for each in "abc")


def test_error():
    """An empty text is refused, with the candidate's own exception."""
    with pytest.raises(ProbeError, match="empty"):
        words("")


def test_remember():
    """Nothing is remembered from an earlier test."""
    assert remember(1) == [1]


def test_remember_again():
    """Nothing is remembered from an earlier test, again."""
    assert remember(2) == [2]
