"""pytest, from the folder above. The order below is one of November's."""

import math

import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

import late

ORDER = {
    "order_id": "A1", "ordered_at": "2024-11-05T10:00:00", "carrier": "elm", "service": "express", "origin": "Mitte",
    "destination": "R01", "distance_km": "240", "weight_kg": "1", "items": "1", "promised_days": "2", "warehouse_load": "0.5",
}  # fmt: skip


def test_fields():
    known = late.fields(ORDER)
    assert known["pace"] == 60 and known["weekday"] == "Tue" and known["carrier"] == "elm"


@pytest.mark.parametrize("rubbish", ["", "n/a", "nan", "inf", "1,5"])
def test_rubbish_is_unknown(rubbish):
    known = late.fields({**ORDER, "distance_km": rubbish, "ordered_at": rubbish})
    assert [known[name] for name in ("distance_km", "pace", "strain", "date", "weekday")] == [None] * 5


def test_bins():
    edges = late.cuts([1.0, 2.0, 3.0, 4.0] * 30)
    assert len(edges) == len(set(edges))
    assert late.bin_of(-99.0, edges) == "0"
    assert late.bin_of(99.0, edges) == str(len(edges))
    assert late.bin_of(None, edges) == late.MISSING


def test_points_of_a_small_bin_are_small():
    bins, was_late = ["big"] * 2000 + ["small"] * 2, [0, 1] * 500 + [1] * 1000 + [1, 1]
    found = late.points(bins, was_late)
    assert abs(found["small"]) < 0.3 and math.isfinite(found["small"])


def test_newton_finds_what_made_the_data():
    rng = np.random.default_rng(1)
    x = np.column_stack([np.ones(40_000), rng.normal(size=(40_000, 2))])
    y = (rng.random(40_000) < late.logistic(x @ [-1.0, 0.5, -2.0])).astype(float)
    assert late.newton(x, y) == pytest.approx([-1.0, 0.5, -2.0], abs=0.06)


def test_area_is_what_others_call_it():
    rng = np.random.default_rng(2)
    truth, guess = rng.integers(0, 2, 500), rng.integers(0, 30, 500) / 30  # with ties
    assert late.area_under_curve(truth, guess) == pytest.approx(roc_auc_score(truth, guess))


def test_new_words_are_worth_nothing():
    card = late.fit([late.fields(ORDER), late.fields({**ORDER, "carrier": "fir"})] * 50, [0, 1] * 50)
    assert late.column(card, "carrier", ["who?"]) == [0.0]


def test_missing_column(tmp_path, capsys):
    file = tmp_path / "orders.csv"
    file.write_text("order_id,carrier\n")
    assert late.main(["predict", "--model", "x", "--data", str(file), "--out", "y"]) == 2
    assert "column ordered_at not found" in capsys.readouterr().err
