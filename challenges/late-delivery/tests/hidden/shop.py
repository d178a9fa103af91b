"""Runs the candidate's two commands, and reads what they write so that one wrong place in it does not spoil every test.

A training is done once: what it left is kept here, in the examiner, and put back for the next test that needs it. So each test
stands alone, and none waits for a training that another has paid for.
"""

import csv
import functools
import json
import math
from collections import namedtuple

import orders

ORDER_COLUMNS = orders.COLUMNS[:-1]
# Two years, the same for everyone who is graded; GENERATOR.md says why these. The kit's seed is 100, its public tests' 101.
SEEDS = {"one": 603, "other": 615}
SMALL = 6_000  # orders, where a test asks for files and formats and not for how good the model is

TRAIN_WAIT_S, PREDICT_WAIT_S = 110, 45  # beyond these a command counts as hanging; the limits of rule 7 have their own tests
THREADS = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "LOKY_MAX_CPU_COUNT"), "1")
MOST_FILES, MOST_BYTES, MOST_REPORT = 100, 48 * 1024 * 1024, 64 * 1024

Left = namedtuple("Left", "files failure")
"""What a training left: the files that are new, by path; or in words why there is no model."""
_trainings: dict = {}
_chances: dict = {}


def must(holds, rule):
    """Fail with the rule in words, and without the hidden input."""
    __tracebackhide__ = True
    if not holds:
        raise AssertionError(rule)


@functools.cache
def year(name):
    """One of the years that submissions are held to."""
    return orders.draw(SEEDS[name])


@functools.cache
def train_csv(name):
    return orders.to_csv(orders.COLUMNS, year(name).train)


@functools.cache
def small_year():
    return orders.draw(SEEDS["other"] + 1, SMALL)


def train_argv(data="train.csv", model="model.bin", report="report.json"):
    return ["python", "-m", "late", "train", "--data", data, "--model", model, "--report", report]


def predict_argv(data="orders.csv", model="model.bin", out="predictions.csv"):
    return ["python", "-m", "late", "predict", "--model", model, "--data", data, "--out", out]


def run(candidate, argv, wait_s=PREDICT_WAIT_S, env=None):
    """Run one of the commands. None where it did not end."""
    try:
        return candidate.run(argv, env={**THREADS, **(env or {})}, timeout=wait_s)
    except TimeoutError:
        return None


def in_words(ended):
    """How a command ended, without what it printed."""
    return "it did not end in time" if ended is None else f"it ended with status {ended.status}"


# ---------------------------------------------------------------- training


def trained(candidate, name="one"):
    """Have in the work folder what training on that year leaves, beside train.csv."""
    candidate.write("train.csv", train_csv(name))
    if name not in _trainings:
        _trainings[name] = train(candidate)
    left = _trainings[name]
    must(left.failure is None, left.failure)
    for path, data in left.files.items():
        candidate.write(path, data)
    return left


def train(candidate, env=None, **paths):
    """Train in the work folder as it is."""
    before = set(candidate.files())
    ended = run(candidate, train_argv(**paths), TRAIN_WAIT_S, env)
    if ended is None or ended.status != 0:
        return Left({}, f"rule 0: training on eleven months of orders ends with status 0 — {in_words(ended)}")
    model = paths.get("model", "model.bin")
    if not candidate.exists(model):
        return Left({}, "rule 0: training writes the model into the file that --model names")
    return Left(_new_files(candidate, before, model), None)


def _new_files(candidate, before, model):
    """Also what a training should not have left: that costs the tests of rule 5, and no others."""
    found, room = {}, MOST_BYTES
    for path in [model, *(path for path in candidate.files() if path not in before and path != model)][:MOST_FILES]:
        data = candidate.read(path)
        room -= len(data)
        if room < 0:
            break
        found[path] = data
    return found


def forget_training(candidate):
    """Take away train.csv and all that training left, but for the model."""
    gone = ["train.csv", *(path for path in _trainings["one"].files if path != "model.bin")]
    candidate.run(["python", "-I", "-c", "import os, sys; [os.remove(path) for path in sys.argv[1:]]", *gone])


def report(left):
    """What report.json says, as a dict."""
    data = left.files.get("report.json")
    must(data is not None, "rule 0: training writes report.json where --report says")
    must(len(data) <= MOST_REPORT, "rule 0: report.json is a small JSON object")
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        found = None
    must(type(found) is dict, "rule 0: report.json is a JSON object")
    return found


def expected(left, key):
    """What the candidate expects for the next month."""
    value = report(left).get(key)
    try:
        number = float(value) if type(value) in (int, float, str) else math.nan
    except (ValueError, OverflowError):
        number = math.nan
    must(math.isfinite(number), f"rule 0: report.json has `{key}`, a number")
    return number


# ---------------------------------------------------------------- predicting


def predict(candidate, rows, columns=ORDER_COLUMNS, env=None):
    """How the command ends that is asked about these rows."""
    candidate.write("orders.csv", orders.to_csv(columns, rows))
    return run(candidate, predict_argv(), env=env)


def table(candidate, most_rows, path="predictions.csv"):
    """The lines of predictions.csv, split into cells."""
    must(candidate.exists(path), "rule 0: predict writes its predictions into the file that --out names")
    try:
        text = candidate.read(path).decode("utf-8-sig")
        must(len(text) <= 200 * (most_rows + 10), "rule 0: predictions.csv has an order's id and a probability on each line")
        found = [row for row in csv.reader(text.splitlines()) if row]
    except (ValueError, csv.Error):
        found = []
    must(found, "rule 0: predictions.csv is a CSV file with a header")
    return found


def chances(candidate, rows, rule, columns=ORDER_COLUMNS, env=None):
    """The probability of each row, in the rows' order.

    Read with good will: by the order's id where ids tell rows apart, else by place; columns by name, else first and last.
    rule: which rule is broken, in words, where these rows are not predicted.
    """
    ended = predict(candidate, rows, columns, env)
    must(ended is not None and ended.status == 0, f"{rule} — {in_words(ended)}")
    found = table(candidate, len(rows))
    head = found[0]
    has_header = not head[-1].replace(".", "").isdigit()
    id_at = head.index("order_id") if "order_id" in head else 0
    chance_at = head.index("probability") if "probability" in head else -1
    body = [row for row in found[has_header:] if len(row) > max(id_at, chance_at, 1)]
    must(len(body) == len(rows), f"{rule} — it gave {len(body):,} predictions for {len(rows):,} orders")
    values = [_number(row[chance_at], rule) for row in body]
    ids = [row[columns.index("order_id")] for row in rows]
    by_id = dict(zip((row[id_at] for row in body), values, strict=True))
    return [by_id[each] for each in ids] if len(by_id) == len(ids) and by_id.keys() == set(ids) else values


def _number(text, rule):
    try:
        number = float(text) if len(text) < 64 else math.nan
    except ValueError:
        number = math.nan
    must(math.isfinite(number), f"{rule} — a probability is no number")
    return number


def month_chances(candidate, name):
    """The probabilities for the month that follows that year's training; predicted once."""
    trained(candidate, name)
    if name not in _chances:
        _chances[name] = chances(candidate, year(name).month, "rule 0: the next month's orders are predicted")
    return _chances[name]


def alike(one, other, within):
    return len(one) == len(other) and all(abs(a - b) <= within for a, b in zip(one, other, strict=True))


def with_cells(row, **cells):
    """The row with some of its cells changed."""
    return [cells.get(name, cell) for name, cell in zip(ORDER_COLUMNS, row, strict=True)]
