import numpy as np

from late.watch.drift import of_numbers, of_words


def test_the_same_is_stable():
    numbers = np.random.default_rng(0).normal(size=5000)
    assert of_numbers(numbers, numbers) < 1e-9


def test_shifted_numbers_alarm():
    rng = np.random.default_rng(0)
    assert of_numbers(rng.normal(size=5000), rng.normal(1.0, size=5000)) > 0.25


def test_new_words():
    assert of_words(["a"] * 10, ["b"] * 10) > 0.25
