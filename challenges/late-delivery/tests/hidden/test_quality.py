"""Rules 1 and 3: the next month's orders are ranked well, and the probabilities mean what they say."""

import pytest
from scores import BINS, LEAST_AUC, MOST_ECE, auc, brier, ece, most_brier, training_rate
from shop import chances, month_chances, must, trained, with_cells, year

YEARS = pytest.mark.parametrize("name", ["one", "other"])


@pytest.mark.rule(1)
@YEARS
def test_ranks_the_next_month(candidate, name):
    """The area under the ROC curve on the next month's orders is at least 0.72."""
    found = auc(year(name).late, month_chances(candidate, name))
    must(found >= LEAST_AUC, f"rule 1: the AUC on the next month is at least {LEAST_AUC} — it is {found:.3f}")


@pytest.mark.rule(1)
@YEARS
def test_better_than_the_training_rate(candidate, name):
    """The Brier score on the next month is at most that of always saying the training rate, less 0.01."""
    late = year(name).late
    most = most_brier(late, training_rate(year(name).train))
    found = brier(late, month_chances(candidate, name))
    must(
        found <= most,
        "rule 1: the Brier score is at most that of always saying the training rate, less 0.01"
        f" — it is {found:.3f}, and that is {most:.3f}",
    )


@pytest.mark.rule(3)
@YEARS
def test_calibrated(candidate, name):
    """The expected calibration error on the next month, over 10 equal-count bins, is at most 0.06."""
    found = ece(year(name).late, month_chances(candidate, name))
    must(found <= MOST_ECE, f"rule 3: the calibration error over {BINS} bins is at most {MOST_ECE} — it is {found:.3f}")


@pytest.mark.rule(3)
@YEARS
def test_within_bounds(candidate, name):
    """Every probability for the next month lies from 0 to 1."""
    found = month_chances(candidate, name)
    must(all(0 <= each <= 1 for each in found), "rule 3: probabilities lie from 0 to 1")


@pytest.mark.rule(3)
def test_within_bounds_for_unusual_orders(candidate):
    """Probabilities lie from 0 to 1 for orders that are far from the usual, too."""
    trained(candidate)
    hard = {"warehouse_load": "1.0", "promised_days": "1", "weight_kg": "300.0", "distance_km": "2500.0", "items": "60"}
    easy = {"warehouse_load": "0.0", "promised_days": "30", "weight_kg": "0.01", "distance_km": "0.5", "items": "1"}
    rows = [with_cells(row, **hard) for row in year("one").month[:40]]
    rows += [with_cells(row, **easy) for row in year("one").month[40:80]]
    found = chances(candidate, rows, "rule 3: unusual orders have a probability")
    must(all(0 <= each <= 1 for each in found), "rule 3: probabilities lie from 0 to 1 for unusual orders, too")
