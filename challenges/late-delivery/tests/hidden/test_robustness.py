"""Rules 4 and 5: files as they come in real life, and predictions that depend on the model and the order alone."""

import random

import orders
import pytest
from shop import (
    ORDER_COLUMNS,
    alike,
    chances,
    forget_training,
    in_words,
    month_chances,
    must,
    predict,
    predict_argv,
    run,
    table,
    train_argv,
    trained,
    with_cells,
    year,
)

KNOWN = ORDER_COLUMNS[1:-2]  # what is known of an order when it is placed, but for its id
NUMBERS = ["distance_km", "weight_kg", "items", "promised_days", "warehouse_load"]
TO_1E6 = 1e-6
SAME = "rule 5: the same orders are predicted in a file of their own"
_refused: dict = {}
_plain: list = []


def must_be_chances(found, rule):
    must(all(0 <= each <= 1 for each in found), f"{rule} with a probability from 0 to 1")


def month(first, count):
    """Some of the next month's orders."""
    return year("one").month[first : first + count]


def plain_orders():
    return month(350, 60)


def plain_chances(candidate):
    """The probabilities of these orders in a file with the columns asked for and no others."""
    trained(candidate)
    if not _plain:
        _plain.append(chances(candidate, plain_orders(), "rule 0: orders are predicted"))
    return _plain[0]


# ---------------------------------------------------------------- rule 4: predicted, not refused


@pytest.mark.rule(4)
def test_empty_cells(candidate):
    """Orders of which any cells but the id are empty are predicted."""
    rule = "rule 4: orders with empty cells are predicted"
    trained(candidate)
    dice = random.Random(44)
    rows = [with_cells(row, **dict.fromkeys(dice.sample(KNOWN, dice.randint(1, len(KNOWN))), "")) for row in month(0, 150)]
    must_be_chances(chances(candidate, rows, rule), rule)


@pytest.mark.rule(4)
def test_columns_without_any_value(candidate):
    """A file in which whole columns are empty is predicted."""
    rule = "rule 4: orders are predicted where columns are empty throughout"
    trained(candidate)
    rows = [with_cells(row, carrier="", weight_kg="", items="", ordered_at="") for row in month(150, 60)]
    must_be_chances(chances(candidate, rows, rule), rule)


@pytest.mark.rule(4)
def test_nothing_is_known(candidate):
    """An order of which nothing is known but its id is predicted."""
    rule = "rule 4: orders with nothing but an id are predicted"
    trained(candidate)
    rows = [with_cells(row, **dict.fromkeys(KNOWN, "")) for row in month(210, 3)]
    must_be_chances(chances(candidate, rows, rule), rule)


@pytest.mark.rule(4)
@pytest.mark.parametrize("columns", [NUMBERS, ["ordered_at"]], ids=["numbers", "dates"])
def test_cells_of_another_kind_are_read_as_empty(candidate, columns):
    """A cell that is not of its column's kind is predicted as if it were empty."""
    rule = "rule 4: orders with cells that are not of their column's kind are predicted"
    trained(candidate)
    rows, words = month(220, 60), ["n/a", "unknown", "?", "see note"]
    asked = []
    for index, row in enumerate(rows):
        name = columns[index % len(columns)]
        for mark, text in (("wrong", words[index % 4]), ("empty", "")):
            asked.append(with_cells(row, order_id=f"{mark}{index}", **{name: text}))
    found = chances(candidate, asked, rule)
    must_be_chances(found, rule)
    must(alike(found[::2], found[1::2], TO_1E6), "rule 4: a cell that is not of its column's kind is read as empty")


@pytest.mark.rule(4)
def test_new_categories(candidate):
    """Orders with a carrier, service, origin or destination that training never saw are predicted."""
    rule = "rule 4: orders with new categories are predicted"
    trained(candidate)
    new = {"carrier": "Zügig & Söhne", "service": "same_day", "origin": "Hafen 2", "destination": "R-99"}
    rows = [with_cells(row, **{name: new[name]}) for row, name in zip(month(280, 40), list(new) * 10, strict=True)]
    rows += [with_cells(row, **new) for row in month(320, 20)]
    must_be_chances(chances(candidate, rows, rule), rule)


@pytest.mark.rule(4)
@pytest.mark.parametrize("row", [0, 1], ids=["full", "gaps"])
def test_single_row(candidate, row):
    """A file with a single order is predicted."""
    rule = "rule 4: a file with a single order is predicted"
    trained(candidate)
    rows = [with_cells(month(340, 1)[0], carrier="", weight_kg="", destination="new")] if row else month(341, 1)
    must_be_chances(chances(candidate, rows, rule), rule)


@pytest.mark.rule(4)
def test_header_only(candidate):
    """A file with no row but the header ends well, with predictions.csv of no row but the header."""
    trained(candidate)
    ended = predict(candidate, [])
    must(ended is not None and ended.status == 0, f"rule 4: a file with no row but the header is taken — {in_words(ended)}")
    must(len(table(candidate, 0)) == 1, "rule 4: where no order is, predictions.csv has its header and no row")


@pytest.mark.rule(4)
def test_further_columns_are_ignored(candidate):
    """Columns that nobody asked for change no prediction, wherever they stand."""
    rule = "rule 4: a file with further columns is taken"
    want = plain_chances(candidate)
    columns = ["note", *ORDER_COLUMNS[:4], "voucher", *ORDER_COLUMNS[4:], "paid"]
    wider = [[f"n{index}", *row[:4], "", *row[4:], str(index)] for index, row in enumerate(plain_orders())]
    must(alike(chances(candidate, wider, rule, columns), want, TO_1E6), "rule 4: further columns change no prediction")


@pytest.mark.rule(4)
def test_late_in_orders_is_ignored(candidate):
    """A column `late` in orders.csv changes no prediction, whatever is in it."""
    rule = "rule 4: orders.csv with a column `late` is taken"
    want = plain_chances(candidate)
    told = [[*row, ("1", "0", "")[index % 3]] for index, row in enumerate(plain_orders())]
    must(alike(chances(candidate, told, rule, orders.COLUMNS), want, TO_1E6), "rule 4: `late` in orders.csv is ignored")


# ---------------------------------------------------------------- rule 4: status 2, and one line


def refused(candidate, case):
    """(in words, status, lines on standard error) of the command that meets the file at fault; run once for each case."""
    if case not in _refused:
        ended = _meet(candidate, case)
        _refused[case] = (in_words(ended), None if ended is None else ended.status, [] if ended is None else _lines(ended.err))
    return _refused[case]


def _lines(text):
    return text[:20_000].strip().splitlines()


def _meet(candidate, case):
    rows = month(470, 20)
    if case == "train without late":
        candidate.write("train.csv", orders.to_csv(ORDER_COLUMNS, [row[:-1] for row in year("one").train[:400]]))
        return run(candidate, train_argv())
    if case == "train with order_id and late alone":
        candidate.write("train.csv", orders.to_csv(["order_id", "late"], [[row[0], row[-1]] for row in year("one").train[:400]]))
        return run(candidate, train_argv())
    if case == "train without file":
        return run(candidate, train_argv(data="no-such-history.csv"))
    trained(candidate)
    if case == "predict without file":
        return run(candidate, predict_argv(data="no-such-orders.csv"))
    if case == "predict on an empty file":
        candidate.write("orders.csv", "")
    elif case == "predict without order_id":
        candidate.write("orders.csv", orders.to_csv(ORDER_COLUMNS[1:], [row[1:] for row in rows]))
    elif case == "predict with order_id alone":
        candidate.write("orders.csv", orders.to_csv(ORDER_COLUMNS[:1], [row[:1] for row in rows]))
    return run(candidate, predict_argv())


@pytest.mark.rule(4)
@pytest.mark.parametrize(
    "case",
    [
        "train without late",
        "train without file",
        "predict without file",
        "predict on an empty file",
        "predict without order_id",
        "predict with order_id alone",
    ],
)
def test_status_of_a_file_at_fault(candidate, case):
    """A file without a needed column, or none at all, ends the command with status 2."""
    words, status, _ = refused(candidate, case)
    must(status == 2, f"rule 4: {case} ends with status 2 — {words}")


@pytest.mark.rule(4)
@pytest.mark.parametrize(
    ("case", "names"),
    [
        ("train with order_id and late alone", ORDER_COLUMNS[1:]),
        ("predict without order_id", ["order_id"]),
        ("predict with order_id alone", ORDER_COLUMNS[1:]),
    ],
)
def test_line_names_the_column(candidate, case, names):
    """Where a needed column is not there, one line on standard error names it."""
    *_, lines = refused(candidate, case)
    must(len(lines) == 1, f"rule 4: {case} prints one line on standard error — it printed {len(lines)}")
    must(any(name in lines[0] for name in names), f"rule 4: the line for {case} names the column")


@pytest.mark.rule(4)
@pytest.mark.parametrize("case", ["train without file", "predict without file"])
def test_line_names_the_file(candidate, case):
    """Where a file is not there, one line on standard error names it."""
    *_, lines = refused(candidate, case)
    must(len(lines) == 1, f"rule 4: {case} prints one line on standard error — it printed {len(lines)}")
    must("no-such-" in lines[0], f"rule 4: the line for {case} names the file")


# ---------------------------------------------------------------- rule 5


@pytest.mark.rule(5)
def test_train_csv_is_gone(candidate):
    """Where train.csv and all else but the model is gone, the orders are predicted as before."""
    rule = "rule 5: predict works where train.csv is gone"
    want = month_chances(candidate, "one")[:80]
    forget_training(candidate)
    must(alike(chances(candidate, month(0, 80), rule), want, TO_1E6), f"{rule}, and says the same as before")


@pytest.mark.rule(5)
def test_train_csv_is_another(candidate):
    """Where train.csv has changed since, the orders are predicted as before."""
    rule = "rule 5: predict works whatever train.csv is by now"
    want = month_chances(candidate, "one")[80:140]
    candidate.write("train.csv", orders.to_csv(orders.COLUMNS, year("other").train[:300]))
    must(alike(chances(candidate, month(80, 60), rule), want, TO_1E6), f"{rule}, and says the same as before")


@pytest.mark.rule(5)
def test_few_rows_in_another_order(candidate):
    """An order's prediction is the same among few orders, in another sequence, as among the whole month's."""
    whole = month_chances(candidate, "one")
    places = range(len(whole) - 1, 0, -len(whole) // 50)
    found = chances(candidate, [year("one").month[place] for place in places], SAME)
    must(
        alike(found, [whole[place] for place in places], TO_1E6),
        "rule 5: an order's prediction does not depend on the other rows and their order (to 1e-6)",
    )


@pytest.mark.rule(5)
@pytest.mark.parametrize("gaps", [False, True], ids=["full", "gaps"])
def test_row_on_its_own(candidate, gaps):
    """An order's prediction is the same where it is the only one, with all of its cells or without some."""
    whole = month_chances(candidate, "one")
    gaping = [any(cell == "" for cell in row[1:-2]) for row in year("one").month]
    place = gaping.index(gaps)
    found = chances(candidate, [year("one").month[place]], SAME)
    must(alike(found, [whole[place]], TO_1E6), "rule 5: an order's prediction does not depend on the other rows (to 1e-6)")


@pytest.mark.rule(5)
def test_among_unusual_orders(candidate):
    """An order's prediction is the same among orders that are far from the usual or have no cells filled."""
    whole = month_chances(candidate, "one")
    far = {"warehouse_load": "0.99", "distance_km": "1900.0", "weight_kg": "95.0", "promised_days": "1", "carrier": "new"}
    none = dict.fromkeys(KNOWN, "")
    rows = []
    for index, row in enumerate(month(500, 40)):
        rows += [row, with_cells(row, order_id=f"far{index}", **far), with_cells(row, order_id=f"none{index}", **none)]
    found = chances(candidate, rows, SAME)[::3]
    must(
        alike(found, whole[500:540], TO_1E6),
        "rule 5: an order's prediction does not depend on what the other rows are like (to 1e-6)",
    )
