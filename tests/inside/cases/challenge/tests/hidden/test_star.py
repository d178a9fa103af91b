"""A star import serves the names that the module uses."""

from shop import *


def test_star():
    assert len([1]) == 1 and add(1) == 3 and Vector(1, 2).norm == 3  # noqa: F405
