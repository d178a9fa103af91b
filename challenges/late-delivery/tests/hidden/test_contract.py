"""Rule 0, the interface: the files that the two commands read and write, and their form."""

import math

import orders
import pytest
from shop import (
    ORDER_COLUMNS,
    in_words,
    must,
    predict,
    predict_argv,
    report,
    run,
    small_year,
    table,
    train,
    trained,
    year,
)

ROWS = 60


def predicted(candidate, rows):
    """The lines of predictions.csv for these rows."""
    trained(candidate)
    ended = predict(candidate, rows)
    must(ended is not None and ended.status == 0, f"rule 0: predict ends with status 0 — {in_words(ended)}")
    return table(candidate, len(rows))


@pytest.mark.rule(0)
def test_training_writes_model_and_report(candidate):
    """Training ends with status 0 and leaves the model and the report."""
    left = trained(candidate)
    must("report.json" in left.files, "rule 0: training writes report.json where --report says")
    must(left.files["model.bin"], "rule 0: the model's file is not empty")


@pytest.mark.rule(0)
def test_report_is_an_object_of_numbers(candidate):
    """report.json is a JSON object whose `auc` and `brier` are numbers from 0 to 1."""
    found = report(trained(candidate))
    for key in ("auc", "brier"):
        value = found.get(key)
        must(type(value) in (int, float) and math.isfinite(value), f"rule 0: report.json has `{key}`, a number")
        must(0 <= value <= 1, f"rule 0: `{key}` in report.json lies from 0 to 1")


@pytest.mark.rule(0)
def test_header_of_predictions(candidate):
    """The header of predictions.csv is order_id,probability."""
    found = predicted(candidate, year("one").month[:ROWS])
    must(found[0] == ["order_id", "probability"], "rule 0: the header of predictions.csv is `order_id,probability`")


@pytest.mark.rule(0)
def test_a_row_for_each_order_in_their_order(candidate):
    """predictions.csv has one row for each order, in the order of orders.csv."""
    rows = year("one").month[100 : 100 + ROWS]
    ids = [row[0] for row in predicted(candidate, rows)[1:]]
    must(len(ids) == len(rows), "rule 0: predictions.csv has one row for each row of orders.csv")
    must(ids == [row[0] for row in rows], "rule 0: predictions.csv is in the order of orders.csv")


@pytest.mark.rule(0)
def test_an_order_that_is_there_twice(candidate):
    """An order_id that is in orders.csv twice has two rows, each in its place."""
    rows = year("one").month[200:230]
    rows = [*rows, rows[3], *rows[10:14], rows[3]]
    ids = [row[0] for row in predicted(candidate, rows)[1:]]
    must(ids == [row[0] for row in rows], "rule 0: an order_id that is there twice has two rows, each in its place")


@pytest.mark.rule(0)
def test_orders_of_one_id_that_differ(candidate):
    """Rows that share an order_id and nothing else are predicted each by its own cells."""
    rows = year("one").month[300:320]
    own = [row[-1] for row in predicted(candidate, rows)[1:]]
    shared = [row[-1] for row in predicted(candidate, [[rows[0][0], *row[1:]] for row in rows])[1:]]
    must(len(shared) == len(rows), "rule 0: predictions.csv has one row for each row of orders.csv")
    must(shared == own, "rule 0: rows that share an order_id are predicted each by its own cells")


@pytest.mark.rule(0)
def test_paths_are_the_ones_given(candidate):
    """Both commands read and write the files that their options name, under any name and in any folder."""
    drawn = small_year()
    candidate.write("in/history 2.csv", orders.to_csv(orders.COLUMNS, drawn.train))
    candidate.write("in/open.csv", orders.to_csv(ORDER_COLUMNS, drawn.month[:ROWS]))
    candidate.write("out/empty", "")
    left = train(candidate, data="in/history 2.csv", model="out/late.v1", report="out/said.txt")
    must(left.failure is None, left.failure)
    must(candidate.exists("out/said.txt"), "rule 0: training writes its report into the file that --report names")
    ended = run(candidate, predict_argv("in/open.csv", "out/late.v1", "out/told.csv"))
    must(ended is not None and ended.status == 0, f"rule 0: predict takes the files that its options name — {in_words(ended)}")
    must(len(table(candidate, ROWS, "out/told.csv")) == ROWS + 1, "rule 0: predict writes into the file that --out names")


@pytest.mark.rule(0)
def test_model_is_one_file(candidate):
    """The model is one file: under another name and in another folder it predicts as well."""
    left = trained(candidate)
    candidate.write("kept/last-week", left.files["model.bin"])
    candidate.write("model.bin", b"")
    candidate.write("orders.csv", orders.to_csv(ORDER_COLUMNS, year("one").month[400 : 400 + ROWS]))
    ended = run(candidate, predict_argv(model="kept/last-week"))
    must(ended is not None and ended.status == 0, f"rule 0: the model is one file, wherever it is — {in_words(ended)}")
    must(len(table(candidate, ROWS)) == ROWS + 1, "rule 0: the model is one file, wherever it is")
