import numpy as np
import pytest

from late.forecast import Forecaster, backtest
from late.table import read_orders


@pytest.fixture
def orders(shop):
    table, write = shop
    return read_orders(write(table), with_outcome=True)


def test_more_load_is_never_better(orders):
    forecaster = Forecaster.learn(orders)
    one = orders.iloc[[100] * 20].assign(warehouse_load=np.linspace(0, 1.2, 20))
    assert (np.diff(forecaster.probability(one)) >= 0).all()


def test_more_time_is_never_worse(orders):
    forecaster = Forecaster.learn(orders)
    one = orders.iloc[[100] * 8].assign(promised_days=np.arange(8.0))
    assert (np.diff(forecaster.probability(one)) <= 0).all()


def test_rows_do_not_touch_each_other(orders):
    forecaster = Forecaster.learn(orders)
    together = forecaster.probability(orders.tail(50))
    alone = [forecaster.probability(orders.iloc[[place]])[0] for place in range(len(orders) - 50, len(orders))]
    assert np.array_equal(together, alone)


def test_unknown_words_count_as_missing(orders):
    forecaster = Forecaster.learn(orders)
    new = forecaster.probability(orders.head(5).assign(carrier="new"))
    missing = forecaster.probability(orders.head(5).assign(carrier=None))
    assert np.array_equal(new, missing)


def test_nothing_but_gaps(orders):
    gaps = orders.head(1).assign(**dict.fromkeys(["carrier", "service", "origin", "destination"]))
    numbers = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
    gaps = gaps.assign(**dict.fromkeys(numbers, np.nan), placed=np.datetime64("NaT"))
    assert 0 < Forecaster.learn(orders).probability(gaps)[0] < 1


def test_no_orders(orders):
    assert len(Forecaster.learn(orders).probability(orders.head(0))) == 0


def test_the_same_twice(orders):
    first, second = (Forecaster.learn(orders).probability(orders) for _ in range(2))
    assert np.array_equal(first, second)


def test_backtest_looks_at_the_last_months_only(orders):
    assert [month.name for month in backtest(orders)] == ["2023-09", "2023-10", "2023-11"]


def test_backtest_does_not_depend_on_the_sequence_of_rows(orders):
    shuffled = orders.sample(frac=1, random_state=3)
    assert [month.orders for month in backtest(shuffled)] == [month.orders for month in backtest(orders)]


def test_backtest_sees_the_season(orders):
    """The reason for all this: a year's average would promise far too much for its end."""
    assert backtest(orders)[-1].late > orders["late"].mean() + 0.2
