"""Rule 2: what the candidate expects of the next month is what the next month shows."""

import pytest
from scores import AUC_OFF, BRIER_OFF, auc, brier
from shop import expected, month_chances, must, trained, year

YEARS = pytest.mark.parametrize("name", ["one", "other"])


@pytest.mark.rule(2)
@YEARS
def test_auc_as_expected(candidate, name):
    """The `auc` in report.json is within 0.04 of the next month's."""
    said = expected(trained(candidate, name), "auc")
    came = auc(year(name).late, month_chances(candidate, name))
    must(
        abs(said - came) <= AUC_OFF,
        f"rule 2: the AUC expected is within {AUC_OFF} of the next month's — {said:.3f} was expected, {came:.3f} came",
    )


@pytest.mark.rule(2)
@YEARS
def test_brier_as_expected(candidate, name):
    """The `brier` in report.json is within 0.02 of the next month's."""
    said = expected(trained(candidate, name), "brier")
    came = brier(year(name).late, month_chances(candidate, name))
    must(
        abs(said - came) <= BRIER_OFF,
        f"rule 2: the Brier score expected is within {BRIER_OFF} of the next month's — {said:.3f} was expected, {came:.3f} came",
    )
