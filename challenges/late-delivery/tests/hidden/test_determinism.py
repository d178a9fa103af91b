"""Rule 6: the same data gives the same model."""

import orders
import pytest
from shop import alike, chances, month_chances, must, small_year, train, year

PREDICTED = "rule 6: a model that was trained a second time predicts"


@pytest.mark.rule(6)
def test_two_trainings_predict_alike(candidate):
    """Two trainings on the same eleven months predict the next month alike to 1e-9."""
    first = month_chances(candidate, "one")
    candidate.write("model.bin", b"")
    left = train(candidate)
    must(left.failure is None, left.failure)
    again = chances(candidate, year("one").month, PREDICTED)
    must(alike(first, again, 1e-9), "rule 6: two trainings on the same data predict alike to 1e-9")


@pytest.mark.rule(6)
def test_alike_in_another_process(candidate):
    """Trainings whose processes hash text differently, under other file names, predict alike to 1e-9."""
    drawn = small_year()
    found = []
    for number in ("1", "2"):
        data = f"history-{number}.csv"
        candidate.write(data, orders.to_csv(orders.COLUMNS, drawn.train))
        left = train(candidate, {"PYTHONHASHSEED": number}, data=data)
        must(left.failure is None, left.failure)
        found.append(chances(candidate, drawn.month[:200], PREDICTED, env={"PYTHONHASHSEED": "3"}))
    must(alike(*found, 1e-9), "rule 6: the same data gives the same model, whatever the process's hash seed and file names")
