import numpy as np

from late.monitoring import population_stability_index


def test_same_data_does_not_drift():
    values = np.random.default_rng(0).normal(size=1000)
    assert population_stability_index(values, values) < 1e-9


def test_shifted_data_drifts():
    generator = np.random.default_rng(0)
    assert population_stability_index(generator.normal(size=1000), generator.normal(2, size=1000)) > 0.25
