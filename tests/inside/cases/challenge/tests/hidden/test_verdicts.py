"""None of these may pass; the outer suite knows the verdict of each."""

import broken
import pytest
import shop
from gone import thing
from hypothesis import given
from hypothesis import strategies as st
from shop import no_such_name


def test_missing_name():
    no_such_name()


def test_missing_name_looks_callable():
    assert callable(no_such_name) and isinstance(no_such_name, type) and no_such_name is not None


@given(st.integers())
def test_missing_name_in_a_property(n):
    assert no_such_name is not n


def test_missing_attribute():
    shop.no_such_name()


def test_missing_module():
    thing()


def test_module_that_fails():
    with pytest.raises(ValueError):
        broken.anything()


def test_wrong_answer():
    assert shop.add(1) == 4


def test_flood():
    shop.flood()


def test_flood_descriptor():
    shop.flood_descriptor()


def test_hang():
    shop.hang()


def test_hang_is_no_exception():
    with pytest.raises(Exception):  # noqa: B017
        shop.hang()


def test_exit():
    shop.leave()


def test_exit_is_no_exception():
    with pytest.raises(BaseException):  # noqa: B017
        shop.leave()


def test_signal():
    shop.fault()


def test_equals_everything():
    assert shop.always_equal() == 3


def test_differs_from_nothing():
    assert not (shop.always_equal() != 3)


def test_less_than_everything():
    assert shop.always_equal() < 3


def test_near_everything():
    assert abs(shop.always_equal() - 3.0) < 1e-6


def test_interrupt():
    shop.interrupt()


def test_exit_by_exception():
    shop.fail_with_code()


def test_deep():
    shop.deep()


def test_big():
    shop.big()


def test_slow_repr():
    assert shop.slow_repr() == 1


def test_diff_bomb():
    assert shop.lines(10000) == "ab\r\n" * 9999


def test_exception():
    shop.fail()


def test_skip():
    pytest.skip("no")


@pytest.mark.xfail
def test_xfail():
    assert shop.add(1) == 4


@pytest.mark.xfail
def test_xpass():
    assert shop.add(1) == 3


def test_frames():
    assert shop.write_into_channel() == 1
    assert shop.add(1) == 3


def test_without_end():
    list(shop.unbounded())
